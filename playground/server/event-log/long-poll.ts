import type { ServerClock } from '../clock.js'
import type { Answer, Reading } from './reading.js'

/** What a long poll needs. */
export interface LongPollOptions {
  readonly reading: Reading
  readonly clock: ServerClock
  readonly waitMs: number
  /** The client went away. */
  readonly signal: AbortSignal
}

/** A long poll that waits. */
export interface LongPoll {
  /** What there is to say, at once or within the wait; at its end every channel. Undefined where the client went away. */
  readonly answer: Promise<Answer | undefined>
  /** There may be something to say. */
  readonly wake: () => void
}

/** Waits until there is something to say. */
export function longPoll({ reading, clock, waitMs, signal }: LongPollOptions): LongPoll {
  let settle: (answer: Answer | undefined) => void = () => undefined
  const answer = new Promise<Answer | undefined>((resolve) => {
    settle = resolve
  })
  let isDone = false
  const cancel = clock.timer(waitMs, end)
  signal.addEventListener('abort', gone)
  function done(result: Answer | undefined): void {
    isDone = true
    cancel()
    signal.removeEventListener('abort', gone)
    settle(result)
  }
  function gone(): void {
    if (!isDone) done(undefined)
  }
  function end(): void {
    if (!isDone) done(reading.all())
  }
  function wake(): void {
    const news = isDone ? undefined : reading.news()
    if (news) done(news)
  }
  if (signal.aborted) gone()
  else wake()
  return { answer, wake }
}
