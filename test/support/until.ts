/** How {@link until} waits. */
export interface UntilOptions {
  /** After how many ms it gives up: a bound on what hangs, where everything else is slow. Default 20,000. */
  withinMs?: number
  /** What is waited for, for the error. */
  what?: string
}

/** Between two looks: so short that no test notices, so long that a waiting test does not eat the processor. */
const lookEveryMs = 2

/**
 * Waits until `condition` gives something true, and gives that. A condition that throws is not met yet.
 * @throws when it is not met in time; the last thing `condition` threw is the cause.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { withinMs = 20_000, what = 'the condition' }: UntilOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + withinMs
  let cause: unknown
  for (;;) {
    try {
      const met = await condition()
      if (met !== false && met !== null && met !== undefined) return met as Exclude<T, false | null | undefined>
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (performance.now() >= deadline) {
      const why = cause instanceof Error ? `: ${cause.message}` : ''
      throw new Error(`Waited ${withinMs} ms in vain for ${what}${why}`, { cause })
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}
