import type { HistoryPage } from '../history.js'

/** What is remembered of the answers for a channel. */
export interface Reading {
  /** Answers in a row that brought nothing, though something is missing. */
  tries: number
  /** Answers in a row that refused us. */
  refusals: number
  /** Whether the last answer was none. */
  failing: boolean
  /** Answers in a row that spoke of another stream, of which nothing came. */
  doubted: HistoryPage[] | undefined
}

/** See {@link Reading}: made when there is something to remember. */
export function readingOf(channel: { reading: Reading | undefined }): Reading {
  return (channel.reading ??= { tries: 0, refusals: 0, failing: false, doubted: undefined })
}
