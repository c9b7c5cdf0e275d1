import type { Undo } from '../message.js'
import { oneOf, type StoreHost } from './client-stores.js'

/** Browsers align the timers of hidden tabs to full seconds: a little less than one, or it would be the second after. */
const HIDDEN_MS = 900

/** Publishes what changed once a frame. */
export interface FrameClock {
  /** Calls `publish` in the next frame, once however often it is asked. */
  schedule(publish: () => void): void
  /** Takes it back. */
  cancel(publish: () => void): void
}

/** The one frame clock of a client: all its stores publish together. */
export function frameClockOf(client: StoreHost): FrameClock {
  return oneOf(client, 'frames', () => createFrameClock(client))
}

/**
 * Publishes once a frame; once a second in a hidden tab, whose frames stop; at once when the tab is shown again.
 *
 * Owns: what waits for the next frame, that frame, and a timer for when it does not come. While nothing waits it holds nothing.
 */
function createFrameClock(client: StoreHost): FrameClock {
  const { clock, signals } = client.platform
  const waiting = new Set<() => void>()
  let disarm: Undo | undefined
  let flushedAt = -Infinity

  const rest = (): void => {
    disarm?.()
    disarm = undefined
  }
  const flush = (): void => {
    rest()
    flushedAt = clock.now()
    for (const publish of [...waiting]) {
      try {
        // Another one of this round may have cancelled it.
        if (waiting.delete(publish)) publish()
      } catch (error) {
        client.report(error)
      }
    }
  }
  const arm = (): void => {
    // No frame comes while the tab is hidden, or the frame that it is in out of sight; the first one comes when it is shown again.
    const waitMs = signals.hidden() ? Math.max(0, flushedAt + HIDDEN_MS - clock.now()) : HIDDEN_MS
    const cancelFrame = clock.frame(flush)
    const cancelTimer = clock.timer(waitMs, flush)
    disarm = () => {
      cancelFrame()
      cancelTimer()
    }
  }
  return {
    schedule(publish) {
      waiting.add(publish)
      if (!disarm) arm()
    },
    cancel(publish) {
      waiting.delete(publish)
      if (!waiting.size) rest()
    },
  }
}
