import type { Clock } from './clock.js'

/** How long something may take. */
export interface Deadline {
  /** Aborted when it is over, however that came. */
  readonly signal: AbortSignal
  /** Ends it: nothing is left of it, no timer and no listener. */
  end(): void
}

/** Over after `ms`, or when `caller` is aborted. */
export function deadline(clock: Clock, ms: number, caller: AbortSignal): Deadline {
  const abort = new AbortController()
  const end = (): void => {
    cancel()
    // By hand: Node may forget a listener that it was to remove with another signal.
    caller.removeEventListener('abort', end)
    abort.abort()
  }
  const cancel = clock.timer(ms, end)
  caller.addEventListener('abort', end)
  if (caller.aborted) end()
  return { signal: abort.signal, end }
}
