import type Echo from '@resound/echo'

/** A public channel that nothing is ever sent on. */
const CHANNEL = 'round-trip'

/** Asks the server for an answer: `RoundTrip` sees the question and the answer pass. */
export function measureRoundTrip(echo: Echo): void {
  const leave = (): void => {
    echo.leave(CHANNEL)
  }
  echo.channel(CHANNEL).subscribed(leave).error(leave)
}
