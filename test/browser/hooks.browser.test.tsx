import { Echo, reverb } from '@resound/echo/core'
import { EchoProvider, useConnectionState, usePresence, usePrivate, useStream } from '@resound/react'
import { act, cleanup, configure, render, screen, waitFor } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, inject, it, vi, type MockInstance } from 'vitest'

// A second is not much where a page is loaded, a server asked and a channel subscribed beside other tests.
configure({ asyncUtilTimeout: 30_000 })

const server = inject('server')
let said: MockInstance[]
let clients: Echo[]

function connect(token = 'ada'): Echo {
  const echo = new Echo({
    broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false }),
    authEndpoint: `${server.url}/broadcasting/auth`,
    bearerToken: token,
  })
  clients.push(echo)
  return echo
}

/** What the demo's own API does, as one of its users. */
async function post(path: string, body: unknown, user = 'grace'): Promise<void> {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${user}` }
  const response = await fetch(`${server.url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.ok).toBe(true)
}

function Room({ onMessage }: { onMessage: (text: string) => void }) {
  const { members, ready } = usePresence('conversation.1.presence')
  const { messages } = useStream('conversation.1')
  const { status } = usePrivate('conversation.1', '.message.created', ({ text }: { text: string }) => {
    onMessage(text)
  })
  const connection = useConnectionState()
  return (
    <main>
      <p>connection {connection.status}</p>
      <p>channel {status}</p>
      <p>{ready ? `${String(members.length)} here` : 'nobody known'}</p>
      {messages.map(({ id, text, status: state }) => (
        <article key={id} data-state={state}>
          {text}
        </article>
      ))}
    </main>
  )
}

const within = (echo: Echo, children: ReactNode): ReactNode => (
  <StrictMode>
    <EchoProvider client={echo}>{children}</EchoProvider>
  </StrictMode>
)

beforeEach(() => {
  clients = []
  said = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]
})

afterEach(() => {
  cleanup()
  for (const echo of clients) echo.disconnect()
  for (const spy of said) expect(spy).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

describe('the hooks in Chromium', () => {
  it('live under StrictMode on one subscription: events once, answers to the last character, members known', async () => {
    const echo = connect()
    const subscriptions: string[] = []
    echo.watchFrames((direction, frame) => {
      const { event, data } = JSON.parse(frame) as { event: string; data: { channel?: string } }
      if (direction == 'out' && event == 'pusher:subscribe') subscriptions.push(data.channel ?? '')
    })
    const heard: string[] = []
    render(within(echo, <Room onMessage={(text) => heard.push(text)} />))
    await screen.findByText('channel subscribed')
    await screen.findByText('1 here')
    expect(screen.getByText('connection connected')).toBeTruthy()

    await post('/conversations/1/messages', { text: 'Hello from Grace' })
    await waitFor(() => expect(heard).toEqual(['Hello from Grace']))
    await post('/conversations/1/ask', { text: 'What happens in a cut?' })
    const article = await waitFor(() => {
      const found = document.querySelector<HTMLElement>('article[data-state="completed"]')
      if (!found) throw new Error('The answer is not complete yet.')
      return found
    })
    const messages = await fetch(`${server.url}/api/conversations/1/messages`, {
      headers: { Authorization: 'Bearer ada' },
    })
    const [answer] = ((await messages.json()) as { role: string; text: string }[])
      .filter(({ role }) => role == 'assistant')
      .slice(-1)
    expect(article.textContent).toBe(answer?.text)
    expect(subscriptions.sort()).toEqual(['presence-conversation.1.presence', 'private-conversation.1'])
  })

  it('render on a server without a connection, and hydrate without a word, even beside a client that is connected', async () => {
    const cold = new Echo({
      broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1' }),
      platform: { WebSocket: undefined },
    })
    clients.push(cold)
    const html = renderToString(within(cold, <Room onMessage={() => undefined} />))
    expect(html).toContain('nobody known')

    const warm = connect()
    const lease = warm.lease('presence-conversation.1.presence')
    await waitFor(() => expect(lease.channel.membership).toBeDefined())
    const container = document.createElement('div')
    container.innerHTML = html
    document.body.append(container)
    const mismatches: unknown[] = []
    const root = await act(() =>
      hydrateRoot(container, within(warm, <Room onMessage={() => undefined} />), {
        onRecoverableError: (error) => mismatches.push(error),
      }),
    )
    await waitFor(() => expect(container.textContent).toContain('1 here'))
    expect(mismatches).toEqual([])
    act(() => {
      root.unmount()
    })
    container.remove()
    lease.release()
  })
})
