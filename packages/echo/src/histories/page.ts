import { EchoError } from '../errors.js'
import type { HistoryEvent, HistoryPage } from '../history.js'
import { fieldsOf } from '../json.js'
import { EPOCH_MAX } from '../message.js'

/** More in one page than anybody asks for. What is behind them is read again. */
const EVENTS_MAX = 1_000

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const fault = (channel: string, text: string, status?: number): EchoError => {
  const retryable = status !== undefined && (status >= 500 || status == 429 || status == 408)
  return new EchoError('history', `The history of ${channel}: ${text}.`, { channel, status, retryable })
}

/** An event of a page; undefined where it is none. */
function eventOf(value: unknown): HistoryEvent | undefined {
  const { seq, skip, event, data } = fieldsOf(value)
  if (!isCount(seq) || !seq) return undefined
  if (skip === true) return { seq, skip, event: '', data }
  return typeof event == 'string' ? { seq, event, data } : undefined
}

/**
 * One channel's part of an answer of the event log, as `PROTOCOL.md` has it; what it is not is an error that says so. Pages that run
 * backwards, places that are no numbers and events beyond the head are such errors: nothing of them is delivered.
 */
export function pageOf(channel: string, value: unknown): HistoryPage | EchoError {
  const { error, epoch, head, oldest, more, events } = fieldsOf(value)
  if (error !== undefined) {
    const { status, message } = fieldsOf(error)
    return fault(channel, typeof message == 'string' ? message.slice(0, 200) : 'refused', Number(status) || 403)
  }
  if (
    typeof epoch != 'string' ||
    !epoch ||
    epoch.length > EPOCH_MAX ||
    !isCount(head) ||
    !isCount(oldest) ||
    oldest > head + 1 ||
    !Array.isArray(events)
  )
    return fault(channel, 'the answer makes no sense')
  const taken: HistoryEvent[] = []
  for (const item of events.slice(0, EVENTS_MAX)) {
    const event = eventOf(item)
    if (!event || event.seq <= (taken.at(-1)?.seq ?? 0) || event.seq > head)
      return fault(channel, 'its events do not rise one by one up to its head')
    taken.push(event)
  }
  return { epoch, head, oldest, more: more === true || events.length > EVENTS_MAX, events: taken }
}
