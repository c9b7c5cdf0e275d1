import type { Clock } from '@resound/echo/core'

/** Sets a clock back, as that of a machine which was ahead by so much. */
export function setBack(clock: Clock, ms: number): void {
  const now = clock.now.bind(clock)
  clock.now = () => now() - ms
}
