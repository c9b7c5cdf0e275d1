import { parseJson } from '../json.js'
import type { EventMessage, Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'

/** How long both links of a switch live at most, and how long the old one lives on once the new one has every channel. */
const OVERLAP_MS = 10_000
const LINGER_MS = 1_000
/** What came is remembered up to so many. */
const HEARD_MAX = 1_000

/** What has no place in a stream: a whisper, for one. */
export type Placeless = Pick<EventMessage, 'channel' | 'event' | 'text' | 'data'>

/** The time between two links, when both live. */
export interface Handover {
  /** Which rung is left; undefined while only one lives. */
  left(): number | undefined
  /** Leaves a rung on which these channels are subscribed. */
  begin(rung: number, channels: Iterable<string>): void
  /** The new link has this channel, or nobody wants it any more. */
  settle(channel: string | undefined): void
  /** Whether this is not the second of two that came by both links; `old`: by the one that is left. */
  first(event: Placeless, old: boolean): boolean
  /** It is over; the rung that is left is somebody else's business again. */
  stop(): void
}

/** Owns: what the new link lacks, what came by which of the two, and the timer. Does not own: the links; `end` is told when the old one is of no use any more. */
export function createHandover(clock: Clock, end: (rung: number) => void): Handover {
  const awaited = new Set<string>()
  /** How often the same came by the new link, and by the old one. */
  const heard = new Map<string, [number, number]>()
  let left: number | undefined
  let cancel: Undo | undefined

  const stop = (): void => {
    cancel?.()
    left = undefined
    awaited.clear()
    heard.clear()
  }
  const endAfter = (ms: number, rung: number): void => {
    cancel?.()
    cancel = clock.timer(ms, () => {
      left = undefined
      // What came by the old link may still be on its way by the new one.
      cancel = clock.timer(LINGER_MS, stop)
      end(rung)
    })
  }
  return {
    left: () => left,
    begin(rung, channels) {
      stop()
      left = rung
      for (const channel of channels) awaited.add(channel)
      endAfter(awaited.size ? OVERLAP_MS : LINGER_MS, rung)
    },
    settle(channel) {
      if (left !== undefined && channel !== undefined && awaited.delete(channel) && !awaited.size)
        endAfter(LINGER_MS, left)
    },
    first({ channel, event, text, data }, old) {
      if (left === undefined && !heard.size) return true
      const key = JSON.stringify([channel, event, text === undefined ? data : (parseJson(text) ?? text)])
      const times = heard.get(key) ?? [0, 0]
      if (heard.set(key, times).size > HEARD_MAX) heard.clear()
      return ++times[old ? 1 : 0] > times[old ? 0 : 1]
    },
    stop,
  }
}
