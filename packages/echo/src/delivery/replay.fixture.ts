// What the tests of replay share: a history whose answers the test gives, and the page's signals.
import { settle } from '../testing/manual-clock.js'
import { EchoError } from '../errors.js'
import { cursorOf, type EventMessage } from '../message.js'
import type { HistoryPage, HistoryRequest } from '../history.js'
import { createPlatform } from '../platform/platform.js'
import type { PageSignal } from '../platform/page-signals.js'
import { setUp as setUpInlet } from './inlet.fixture.js'
import { createReplay } from './replay.js'
import type { Replay } from './inlet.js'

type Answer = HistoryPage | EchoError
interface Asked {
  readonly of: string
  readonly signal: AbortSignal
  answer(...answers: Answer[]): Promise<void>
  fail(error: Error): Promise<void>
}

export const seqs = (from: number, to: number): HistoryPage['events'] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ seq: from + n, event: `k${String(from + n)}`, data: {} }))
export const pageOf = (
  head: number,
  events: HistoryPage['events'] = [],
  more: Partial<HistoryPage> = {},
): HistoryPage => ({
  epoch: 'k',
  head,
  oldest: 1,
  more: false,
  events,
  ...more,
})
export const refused = (status: number, details = {}): EchoError =>
  new EchoError('history', 'No.', { status, ...details })

export function setUp(since?: string | (() => string)) {
  const asked: Asked[] = []
  const watchers = new Set<(signal: PageSignal) => void>()
  const page = { hidden: false }
  const given: { replay?: Replay } = {}
  const one = setUpInlet({ replay: () => given.replay })
  const platform = createPlatform({
    clock: one.clock,
    random: () => 0.5,
    signals: {
      watch(listener) {
        watchers.add(listener)
        return () => watchers.delete(listener)
      },
      hidden: () => page.hidden,
      online: () => true,
    },
  })
  const reader = {
    // The tests are slower than any server.
    timeoutMs: 1_000_000,
    read: (requests: readonly HistoryRequest[], signal: AbortSignal) =>
      new Promise<Map<string, Answer>>((resolve, reject) => {
        const of = requests.map(({ channel, after }) => `${channel}${after ? `@${String(after.seq)}` : ''}`).join(' ')
        asked.push({
          of,
          signal,
          answer(...answers) {
            resolve(new Map(answers.map((answer, n) => [requests[n]?.channel ?? '', answer])))
            return settle()
          },
          fail(error: Error) {
            reject(error)
            return settle()
          },
        })
      }),
  }
  const report = (error: unknown): void => void one.reported.push(error as EchoError)
  const kept = typeof since == 'function' ? since : () => since
  given.replay = createReplay({ reader, platform, since: kept, report })
  // The fixture's inlet was made before there was a history.
  const inlet = one.delivery.open(one.destination)
  const receive = (...cursors: string[]): void => {
    for (const text of cursors) {
      const message = {
        kind: 'event',
        channel: 'news',
        text: '{}',
        data: '{}',
        userId: undefined,
        receivedAt: 0,
      } as const
      inlet.receive({ ...message, event: text.replace(':', ''), cursor: cursorOf(text) })
    }
  }
  const other = (name: string, wanted: boolean, got: string[] = []) => ({
    got,
    inlet: one.delivery.open({
      name,
      wanted,
      deliver: ({ event }: EventMessage) => void got.push(event),
      gap: () => undefined,
    }),
  })
  const signal = (what: PageSignal): void => {
    for (const watcher of watchers) watcher(what)
  }
  const next = (): Asked => {
    const request = asked.shift()
    if (!request) throw new Error('Nothing was asked.')
    return request
  }
  return { ...one, inlet, receive, asked, next, other, signal, page, watchers }
}

/** A channel that is subscribed and at `k:5`. */
export async function ready() {
  const all = setUp()
  all.inlet.subscribed(true)
  all.clock.advance(50)
  await all.next().answer(pageOf(5))
  return all
}
