import type { Clock } from '../platform/clock.js'

/** How long something may take, and who waits for it. */
export interface Patience {
  readonly clock: Clock
  readonly ms: number
  readonly signal: AbortSignal | null | undefined
  /** Why it was given up. */
  late(): Error
}

/**
 * What `work` comes to, unless that takes too long or nobody waits any more. The signal that it gets is aborted when it is over,
 * however that came; nothing else is left of it, no timer and no listener.
 */
export const inTime = <T>(
  work: (signal: AbortSignal) => Promise<T>,
  { clock, ms, signal, late }: Patience,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const over = new AbortController()
    const end = (): void => {
      cancel()
      // By hand: Node may forget a listener that it was to remove with another signal.
      signal?.removeEventListener('abort', give)
      over.abort()
    }
    const give = (): void => {
      end()
      reject(late())
    }
    const cancel = clock.timer(ms, give)
    signal?.addEventListener('abort', give)
    if (signal?.aborted) give()
    else void work(over.signal).then(resolve, reject).finally(end)
  })
