import type { HistoryEvent, HistoryPage } from '../history.js'
import { fieldsOf } from '../json.js'
import type { Cursor } from '../message.js'

/** A message of a stream, `{channel, epoch, seq, event, data, except?}`; `seq` 0 opens the stream, and is no event. */
export interface StreamMessage extends HistoryEvent {
  readonly epoch: string
}

/** As long as in a cursor. */
const EPOCH_MAX = 64

/** A message that is about this channel; undefined where it is none. What was sent `toOthers` of one of `sockets` is a `skip`. */
export function messageOf(value: unknown, channel: string, sockets: readonly unknown[]): StreamMessage | undefined {
  const { channel: of, epoch, seq, event, data, except } = fieldsOf(value)
  if (of !== channel || typeof epoch != 'string' || !epoch || epoch.length > EPOCH_MAX) return undefined
  if (typeof seq != 'number' || !Number.isSafeInteger(seq) || seq < 0) return undefined
  if (!seq || sockets.includes(except)) return { epoch, seq, skip: true, event: '', data: undefined }
  return typeof event == 'string' ? { epoch, seq, event, data } : undefined
}

/**
 * Puts the page together that follows a cursor, from messages in the order of their stream. Pure.
 *
 * A stream may hold several epochs, one after the other: a page is about one of them, first about what is left of the one asked for.
 */
export class StreamPage {
  private epoch = ''
  private oldest = 1
  private head = 0
  private readonly events: HistoryEvent[] = []
  private proven = false

  /** `from`: the place that is read from; nothing: the beginning. `after`: what the page is behind; nothing: only the head counts. */
  constructor(
    from: Cursor | undefined,
    private readonly after: Cursor | undefined,
  ) {
    if (from) this.open(from.epoch, from.seq + 1, from.seq)
    else this.proven = true
  }

  /** Behind the last message; undefined before the first. */
  get place(): Cursor | undefined {
    return this.epoch ? { epoch: this.epoch, seq: this.head } : undefined
  }

  /** Whether there is anything in it. */
  get filled(): boolean {
    return this.events.length > 0
  }

  /**
   * `lost`: the place that was read from is not of this stream. `wrong`: places must rise within an epoch. `over`: the page ends
   * before this message.
   */
  take({ epoch, seq, ...event }: StreamMessage): 'taken' | 'lost' | 'wrong' | 'over' {
    const { after, proven } = this
    const other = epoch != this.epoch
    if (!proven && (other ? seq > 1 : seq != this.head + 1)) return 'lost'
    this.proven = true
    if (other) {
      if (after?.epoch == this.epoch && this.head > after.seq) return 'over'
      this.open(epoch, Math.max(seq, 1), seq)
    } else if (seq <= this.head) return 'wrong'
    this.head = seq
    if (seq && after && (epoch != after.epoch || seq > after.seq)) this.events.push({ seq, ...event })
    return 'taken'
  }

  /** The page; undefined where not even an epoch is known. `last`: a later message that is not in it. */
  page(last?: StreamMessage): HistoryPage | undefined {
    const { epoch, oldest, head, events } = this
    if (!epoch) return undefined
    const more = last?.epoch == epoch && last.seq > head
    return { epoch, oldest, head: more ? last.seq : head, more, events }
  }

  private open(epoch: string, oldest: number, head: number): void {
    this.epoch = epoch
    this.oldest = oldest
    this.head = head
    this.events.length = 0
  }
}
