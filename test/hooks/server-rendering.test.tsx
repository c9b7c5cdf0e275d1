// @vitest-environment node
import { JSDOM } from 'jsdom'
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest'
import { createTestClient, idleConnection } from '../../packages/echo/src/stores/client.fixture.js'

/*
 * First without a window, as on a server, then with one, as in the browser that gets its HTML: the hooks are loaded anew for each,
 * as they are there.
 */

let said: MockInstance[]

beforeEach(() => {
  said = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]
})
afterEach(() => {
  for (const spy of said) expect(spy).not.toHaveBeenCalled()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.resetModules()
})

const initial = [{ id: 'old', text: 'From the database.' }]

async function loadPage(withClient = true) {
  vi.resetModules()
  const hooks = await import('@resound/react')
  const client = createTestClient()
  const options = withClient ? { client } : {}
  function Page() {
    const { status } = hooks.usePrivate('conversation.1', '.x', () => undefined, options)
    const { count, ready } = hooks.usePresence('room', options)
    const { messages } = hooks.useStream('conversation.1', { ...options, initial })
    const message = hooks.useStreamMessage('conversation.1', 'm', options)
    const connection = hooks.useConnectionState(options)
    hooks.useEncrypted('secret', '.x', () => undefined, options)
    hooks.useChannel('news', ['.a', '.b'], () => undefined, options)
    const { typing } = hooks.useTyping('room', options)
    const { data } = hooks.useModel('App.Models.Order', 1, { ...options, initial: { total: 7 } })
    const progress = hooks.useEventStream<number>('/progress', { ...options, initial: 0 })
    hooks.useModel('App.Models.Order', 2, 'updated', () => undefined, options)
    hooks.useNotifications('user.1', () => undefined, options)
    hooks.useWhisper('room', 'wave', () => undefined, options)
    if (!withClient) hooks.useEchoClient()
    const texts = messages.map(({ text }) => text)
    const kept = [typing.length, data.total, progress.status, progress.data]
    return <p>{[status, count, ready, connection.status, message?.text, ...kept, ...texts].join('|')}</p>
  }
  return { hooks, client, Page }
}

const html = '<p>idle|0|false|idle||0|7|idle|0|From the database.</p>'

async function renderOnServer(): Promise<string> {
  const { renderToString } = await import('react-dom/server')
  const { Page } = await loadPage()
  return renderToString(<Page />)
}

describe('on a server', () => {
  it('the hooks give their idle state and what is known initially, and touch no channel', async () => {
    const { renderToString } = await import('react-dom/server')
    const { client, Page } = await loadPage()
    client.connection.set({ ...idleConnection, status: 'connected' })
    expect(renderToString(<Page />)).toBe(html)
    for (const name of ['private-conversation.1', 'presence-room', 'news']) expect(client.channel(name).leases).toBe(0)
    expect([client.clock.timers, client.clock.frames, client.watchers]).toEqual([0, 0, 0])
  })

  it('a client that is configured is not even made: no socket is opened', async () => {
    const { renderToString } = await import('react-dom/server')
    const { hooks, Page } = await loadPage(false)
    const make = vi.fn()
    hooks.configureEcho(make)
    expect(renderToString(<Page />)).toBe(html)
    expect(make).not.toHaveBeenCalled()
  })

  it('a provider’s client is left alone', async () => {
    const { renderToString } = await import('react-dom/server')
    const { client, hooks, Page } = await loadPage(false)
    const page = (
      <hooks.EchoProvider client={client}>
        <Page />
      </hooks.EchoProvider>
    )
    expect(renderToString(page)).toBe(html)
    expect(client.channel('news').leases).toBe(0)
  })
})

describe('in the browser that gets the HTML', () => {
  it('hydration does not complain, though the stores are warm, and then shows what they know', async () => {
    const { window } = new JSDOM(`<div id="root">${await renderOnServer()}</div>`, { pretendToBeVisual: true })
    for (const name of ['window', 'document', 'navigator', 'HTMLElement', 'HTMLIFrameElement', 'Node'] as const)
      vi.stubGlobal(name, name == 'window' ? window : window[name])
    const { act } = await import('@testing-library/react')
    const { hydrateRoot } = await import('react-dom/client')
    const { client, Page } = await loadPage()
    const { presenceStore, streamStore } = await import('@resound/echo/core')

    // Warm: something else of the page uses the same channels already.
    client.connection.set({ ...idleConnection, status: 'connected' })
    client.channel('private-conversation.1').become('subscribed')
    client.channel('presence-room').members({ 1: { id: 1 } }, '1')
    streamStore(client, 'private-conversation.1').subscribe(() => undefined)
    presenceStore(client, 'presence-room').subscribe(() => undefined)
    client.channel('private-conversation.1').emit('.stream.chunk', { messageId: 'm', chunk: 'Live.', sequence: 0 })
    client.clock.paint()

    const root = window.document.getElementById('root') ?? window.document.body
    const complaints: unknown[] = []
    await act(async () => {
      hydrateRoot(root, <Page />, { onRecoverableError: (error) => complaints.push(error) })
      expect(root.innerHTML).toBe(html)
    })
    expect(complaints).toEqual([])
    expect(root.textContent).toBe('subscribed|1|true|connected|Live.|0|7|connecting|0|Live.|From the database.')
  })
})
