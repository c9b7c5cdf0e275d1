import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createManualClock } from '../../../../test/support/manual-clock.js'
import { createPlatform } from '../platform/platform.js'
import { broadcasterByName, readHistory } from './by-name.js'
import { polling } from './polling.js'
import { reverb } from './reverb.js'
import { sse } from './sse.js'

class FailingSocket {
  onopen = null
  onmessage = null
  onerror = null
  onclose: ((event: never) => void) | null = null
  constructor() {
    queueMicrotask(() => this.onclose?.({ code: 1006 } as never))
  }
  send(): void {
    // Nobody is on the other side.
  }
  close(): void {
    // It never opened.
  }
}

/** What a broadcaster asks for by HTTP when it has no web socket. */
async function requestsOf(broadcaster: { create: ReturnType<typeof reverb>['create'] }): Promise<[string, unknown][]> {
  const asked: [string, unknown][] = []
  const clock = createManualClock()
  const connector = broadcaster.create({
    platform: createPlatform({ clock, WebSocket: FailingSocket }),
    events: { opened: () => undefined, lost: () => undefined, message: () => undefined, error: () => undefined },
    post: (url, _body, init) => {
      asked.push([url, init?.accept])
      return Promise.resolve(Response.json({}, { status: 406 }))
    },
    headers: () => Promise.resolve({}),
    sockets: () => [],
    position: () => undefined,
    log: () => undefined,
  })
  connector.connect()
  await vi.dynamicImportSettled()
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  connector.disconnect()
  return asked
}

const ladder = (url: string): [string, unknown][] => [
  [url, 'text/event-stream'],
  [url, 'application/json'],
]
/** By name, as the main entry makes it. */
function named(name: string, given: Parameters<typeof readHistory>[0]): Promise<[string, unknown][]> {
  const options = { key: 'k', wsHost: 'host', url: 'ws://host/ws', ...given }
  readHistory(options)
  return requestsOf(broadcasterByName(name, options))
}

// What is loaded for the first rung: from then on it is there at once.
beforeAll(() => import('./event-log-rung.js'))

describe('fallback', () => {
  it('F7 is what the application names, in that order', async () => {
    const fallback = [sse({ endpoint: '/a' }), polling({ endpoint: '/b' })]
    expect(await requestsOf(reverb({ key: 'k', wsHost: 'host', fallback }))).toEqual([
      ['/a', 'text/event-stream'],
      ['/b', 'application/json'],
    ])
    expect(await requestsOf(reverb({ key: 'k', wsHost: 'host', fallback: [polling()] }))).toEqual([
      ['/broadcasting/events', 'application/json'],
    ])
  })

  it.each([undefined, false, [], null] as const)('F7 is nothing where it is %j', async (fallback) => {
    expect(await requestsOf(reverb({ key: 'k', wsHost: 'host', fallback }))).toEqual([])
  })

  it('F7 comes by itself with a history at an endpoint, by name, unless it is turned off', async () => {
    for (const name of ['reverb', 'websocket']) {
      expect(await named(name, { history: { endpoint: '/log' } })).toEqual(ladder('/log'))
      expect(await named(name, { history: {} })).toEqual(ladder('/broadcasting/events'))
      expect(await named(name, { history: { endpoint: '/log' }, fallback: false })).toEqual([])
      expect(await named(name, { history: { replay: () => undefined } })).toEqual([])
      expect(await named(name, {})).toEqual([])
    }
  })

  it.each([
    [() => sse({ endpoint: '' }), 'sse: endpoint is the address'],
    [() => polling({ endpoint: 7 as never }), 'polling: endpoint is the address'],
    [() => polling({ waitMs: -1 }), 'polling: waitMs is 0 ms or more.'],
    [() => sse({ activityTimeout: 0 }), 'activityTimeout is in ms, above 0.'],
  ])('refuses options that cannot work, in words', (make, words) => {
    expect(make).toThrow(words)
  })

  it('has no namespace on an event log: its server need not be Laravel', () => {
    expect([sse(), polling()].map(({ kind, namespace }) => [kind, namespace])).toEqual([
      ['sse', false],
      ['polling', false],
    ])
    expect([broadcasterByName('sse', {}).kind, broadcasterByName('polling', {}).kind]).toEqual(['sse', 'polling'])
  })
})
