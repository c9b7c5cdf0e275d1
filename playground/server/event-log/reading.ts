// Owns: where one request is on each of its channels.
// Does not own: the log, when to answer.
import type { Channel } from '../pusher/channel.js'
import type { EventLog, Page, Position } from './event-log.js'
import type { LoggedEvent } from './log-stream.js'
import { membersOf, type Seat, type SeatNews } from './seat.js'

/** A channel that a reader may not use. */
export interface Refused {
  readonly error: { readonly status: number; readonly message: string }
}

/** An event as readers get it; who had it kept from them steps over it. */
type AnsweredEvent =
  | { readonly seq: number; readonly event: string; readonly data: unknown }
  | { readonly seq: number; readonly skip: true }

/** What is said of one channel. */
export interface ChannelAnswer extends SeatNews {
  readonly epoch: string
  readonly head: number
  readonly oldest: number
  readonly more: boolean
  readonly events: readonly AnsweredEvent[]
}

/** What is said of several, by their full names. */
export interface Answer {
  readonly channels: Readonly<Record<string, ChannelAnswer | Refused>>
}

/** A channel of a request. */
export interface Place {
  position: Position
  readonly refused: Refused | undefined
  /** The channel as somebody is on it, if anybody is; presence channels only. */
  readonly presence: (() => Channel | undefined) | undefined
  /** Where the request is held. */
  readonly seat: Seat | undefined
}

/** What a reading needs. */
export interface ReadingOptions {
  readonly log: EventLog
  readonly places: ReadonlyMap<string, Place>
  readonly limit: number
  /** The socket ids whose own events are stepped over. */
  readonly sockets: ReadonlySet<string>
  /** The member that the reader is on presence channels. */
  readonly me: string | undefined
}

type Entry = readonly [channel: string, answer: ChannelAnswer | Refused]

/** Reads several channels on from where it is. */
export class Reading {
  private areRefusalsTold = false

  constructor(private readonly options: ReadingOptions) {}

  /** What there is of every channel. */
  all(): Answer {
    return this.answer(true)
  }

  /** What is new; undefined where nothing is. */
  news(): Answer | undefined {
    const answer = this.answer(false)
    return Object.keys(answer.channels).length > 0 ? answer : undefined
  }

  /** Where positions are gone: what they become. Undefined where none is. */
  resets(): Answer | undefined {
    const entries: Entry[] = []
    for (const [name, place] of this.options.places) {
      const page = place.refused ? undefined : this.options.log.read(name, place.position, 0)
      if (!page?.isReset) continue
      place.position = page.next
      entries.push([name, answered(page, [])])
    }
    return entries.length > 0 ? { channels: Object.fromEntries(entries) } : undefined
  }

  private answer(isAll: boolean): Answer {
    const entries: Entry[] = []
    for (const [name, place] of this.options.places) {
      const answer = place.refused ? this.refusal(place.refused, isAll) : this.read(name, place, isAll)
      if (answer) entries.push([name, answer])
    }
    this.areRefusalsTold = true
    // `fromEntries` defines properties, so a channel may be called anything.
    return { channels: Object.fromEntries(entries) }
  }

  private refusal(refused: Refused, isAll: boolean): Refused | undefined {
    return isAll || !this.areRefusalsTold ? refused : undefined
  }

  private read(name: string, place: Place, isAll: boolean): ChannelAnswer | undefined {
    const { position, seat } = place
    const page = this.options.log.read(name, position, this.options.limit)
    const isNews = position.epoch === undefined || page.isReset || page.events.length > 0 || seat?.hasNews
    if (!isAll && !isNews) return undefined
    place.position = page.next
    const told = seat?.take({ all: isAll }) ?? (place.presence && { members: membersOf(place.presence()) })
    const me = told?.members && this.options.me !== undefined ? { me: this.options.me } : {}
    return { ...answered(page, this.shown(page.events)), ...told, ...me }
  }

  private shown(events: readonly LoggedEvent[]): AnsweredEvent[] {
    const { sockets } = this.options
    return events.map(({ seq, event, data, exceptSocketId }) =>
      exceptSocketId !== undefined && sockets.has(exceptSocketId)
        ? { seq, skip: true }
        : { seq, event, data: JSON.parse(data) as unknown },
    )
  }
}

function answered({ epoch, head, oldest, more }: Page, events: readonly AnsweredEvent[]): ChannelAnswer {
  return { epoch, head, oldest, more, events }
}
