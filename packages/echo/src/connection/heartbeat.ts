import type { Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'

export interface HeartbeatOptions {
  readonly clock: Clock
  /** How long the line may be silent before we ask. */
  readonly intervalMs: number
  /** How long we wait for an answer. */
  readonly answerMs: number
  /** Whether timers are slow now: a hidden tab fires them once a minute. */
  hidden(): boolean
  ping(): void
  dead(): void
}

export interface Heartbeat {
  /** Any frame is life. Called for every one, with its time. */
  heard(now: number): void
  /** Asks now, and gives the other side `answerMs`. */
  probe(answerMs: number): void
  stop(): void
}

/** Late by this much, a timer tells of a machine that slept: what is queued may still come. */
const SLEEP_MS = 1_000
/** The least time from the last frame to a verdict in a hidden tab. */
const HIDDEN_MS = 70_000

/**
 * Notices a line that died without saying so.
 *
 * Owns: the time of the last frame and one timer. Does not own: the link; it only says that it is dead.
 *
 * ```
 * quiet ──interval──▶ ping ──answerMs──▶ (late? one more second) ──▶ dead
 *   ▲───── any frame ────┘
 * ```
 */
export function startHeartbeat({ clock, intervalMs, answerMs, hidden, ping, dead }: HeartbeatOptions): Heartbeat {
  let last = clock.now()
  let asked = false
  let cancel: Undo

  const listen = (ms: number): void => {
    asked = false
    cancel = clock.timer(ms, () => {
      const restMs = last + intervalMs - clock.now()
      // More than all of it: the clock was set back.
      if (restMs > 0 && restMs <= intervalMs) listen(restMs)
      else ask(hidden() ? Math.max(answerMs, HIDDEN_MS - intervalMs) : answerMs)
    })
  }
  const ask = (ms: number): void => {
    const due = clock.now() + ms
    asked = true
    cancel = clock.timer(ms, () => {
      if (clock.now() - due < SLEEP_MS) dead()
      else cancel = clock.timer(SLEEP_MS, dead)
    })
    ping()
  }
  listen(intervalMs)
  return {
    heard(now) {
      last = now
      if (!asked) return
      cancel()
      // Armed here, in a network callback, and not in a timer's: browsers throttle chains of timers.
      listen(intervalMs)
    },
    probe(ms) {
      if (asked) return
      cancel()
      ask(ms)
    },
    stop: () => {
      cancel()
    },
  }
}
