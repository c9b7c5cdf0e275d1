// The numbered events of one scenario.
// Owns: when each goes out, and who waits for that. Does not own: where they go.
import { publishOnTime } from './numbered.js'

/** See the head of this file. */
export interface Ticker {
  readonly sent: { last: number; lastOfLost: number | undefined }
  /** Calls `run` right behind the event of this number or the last one, before the next one. At once where that is past. */
  after(n: number, run?: () => void): Promise<void>
  /** Publishes all numbers. */
  publish(): Promise<void>
}

/** Makes one for the numbers from 1 to `events`. */
export function createTicker(events: number, everyMs: number | undefined, send: (n: number) => void): Ticker {
  const sent: Ticker['sent'] = { last: 0, lastOfLost: undefined }
  const hooks = new Map<number, (() => void)[]>()
  return {
    sent,
    async after(number, run = () => {}) {
      const n = Math.min(number, events)
      if (n <= sent.last) return run()
      return new Promise((resolve) => {
        const then = (): void => resolve(run())
        hooks.set(n, [...(hooks.get(n) ?? []), then])
      })
    },
    publish: () =>
      publishOnTime({
        to: events,
        ...(everyMs === undefined ? {} : { everyMs }),
        publish(n) {
          send(n)
          sent.last = n
          for (const run of hooks.get(n) ?? []) run()
        },
      }),
  }
}
