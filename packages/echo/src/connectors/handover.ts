import type { Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'

/** How long both links of a switch live at most, and how long the old one lives on once the new one has every channel. */
const OVERLAP_MS = 10_000
const LINGER_MS = 1_000

/** The time between two links, when both live. */
export interface Handover {
  /** Which rung is left; undefined while only one lives. */
  left(): number | undefined
  /** Leaves a rung on which these channels are subscribed. */
  begin(rung: number, channels: Iterable<string>): void
  /** The new link has this channel, or nobody wants it any more. */
  settle(channel: string | undefined): void
  /** It is over; the rung that is left is somebody else's business again. */
  stop(): void
}

/** Owns: what the new link lacks, and the timer. Does not own: the links; `end` is told when the old one is of no use any more. */
export function createHandover(clock: Clock, end: (rung: number) => void): Handover {
  const awaited = new Set<string>()
  let left: number | undefined
  let cancel: Undo | undefined

  const stop = (): void => {
    cancel?.()
    left = undefined
    awaited.clear()
  }
  const endAfter = (ms: number, rung: number): void => {
    cancel?.()
    cancel = clock.timer(ms, () => {
      stop()
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
    stop,
  }
}
