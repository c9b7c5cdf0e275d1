// @vitest-environment jsdom
/** The playground's comparison pane is written for laravel-echo. Here it runs with nothing but its import swapped. */
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startServer } from '../../playground/server/start-server.js'
import { until } from '../support/until.js'

/** What the pane's module is to us; its types belong to the playground's own program. */
interface PeerModule {
  startPeer(options: object): Promise<void>
}

const browserBuild = 'pusher-js/dist/web/pusher.js'
const pane = '../../playground/src/counting/peer.ts'

async function runPane(library: string) {
  const server = await startServer()
  const { jsdom } = globalThis as unknown as { jsdom: { reconfigure(settings: { url: string }): void } }
  jsdom.reconfigure({ url: `${server.url}/` })
  const module: unknown = await import(library)
  // The builds that a browser gets: Node's would not take addresses as a page means them.
  const Pusher: unknown = await import(/* @vite-ignore */ browserBuild)
  vi.doMock('laravel-echo', () => module as object)
  vi.doMock('pusher-js', () => Pusher as object)
  const { fetch } = globalThis
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => fetch(new URL(url, location.href), init))
  const { startPeer } = (await import(/* @vite-ignore */ pane)) as PeerModule
  const end = new AbortController()
  const seen = { statuses: [] as string[], events: [] as unknown[], subscribed: 0 }
  await startPeer({
    channel: 'conversation.1',
    windowId: 'w1',
    token: 'ada',
    signal: end.signal,
    onStatus: (status: string) => seen.statuses.push(status),
    onSubscribed: () => seen.subscribed++,
    onEvent: (event: unknown) => seen.events.push(event),
  })
  return { server, end, seen }
}

vi.setConfig({ testTimeout: 30_000 })

afterEach(() => {
  vi.doUnmock('laravel-echo')
  vi.doUnmock('pusher-js')
  vi.resetModules()
  vi.unstubAllGlobals()
})

it.each(['laravel-echo', '@resound/echo'])('an application written for laravel-echo runs on %s', async (library) => {
  vi.stubGlobal('WebSocket', WebSocket)
  const { server, end, seen } = await runPane(library)
  await until(() => seen.subscribed == 1)
  const chunk = { messageId: 'm1', chunk: 'Hello', sequence: 1 }
  server.publish('private-conversation.1', 'stream.chunk', chunk)
  await until(() => seen.events.length == 1)
  expect(seen.events).toEqual([{ event: '.stream.chunk', payload: chunk }])
  expect(seen.statuses).toContain('connected')
  end.abort()
  await until(() => server.connections().length == 0)
  expect(seen.statuses.at(-1)).toBe('disconnected')
  await server.stop()
})
