// Owns: what one client on HTTP has not been told of one channel yet, beside what the log keeps.
// Does not own: how long the client keeps its place (the visitor does), the events of the log.
import { pushBounded } from '../demo/bounded-list.js'
import type { Channel, Subscriber } from '../pusher/channel.js'
import type { ChannelMessage } from '../pusher/channel-message.js'
import { plainJson } from '../pusher/php-json.js'

/** How many events without a place in the log wait for a client. */
const MAX_PASSING = 100

/** An event that has no place in the log: a whisper, or a payload that cannot carry a cursor. */
export interface PassingEvent {
  readonly event: string
  readonly data: unknown
  /** Who sent it, vouched for by a presence channel. */
  readonly userId?: string
}

/** What a seat has to tell. */
export interface SeatNews {
  /** Everybody who is here, where that changed. */
  readonly members?: readonly ChannelMember[]
  /** Which of them the client is. */
  readonly me?: string | undefined
  readonly whispers?: readonly PassingEvent[]
}

/** A member as clients that do not speak the Pusher protocol are told. */
export interface ChannelMember {
  readonly id: string
  readonly info: unknown
}

/** The members of a presence channel in order of arrival; undefined on any other. */
export function membersOf(channel: Channel | undefined): readonly ChannelMember[] {
  return (channel?.userData ?? []).map((data) => ({
    id: String(data.get('user_id')),
    info: plainJson(data.get('user_info') ?? null),
  }))
}

/** A subscriber of one channel without a connection of its own. */
export class Seat implements Subscriber {
  /** How many open requests keep it. */
  holds = 0
  /** Stops the end of its lease from coming. */
  cancelLease: () => void = () => undefined
  private readonly passing: PassingEvent[] = []

  constructor(
    readonly socketId: string,
    readonly channel: Channel,
    private readonly state: { areMembersTold: boolean; readonly wake: () => void },
  ) {}

  /** Whether there is something to tell. */
  get hasNews(): boolean {
    return this.passing.length > 0 || (this.channel.isPresence && !this.state.areMembersTold)
  }

  /** What there is to tell, which then is told; `all` tells the members even where nothing changed. */
  take({ all }: { all: boolean }): SeatNews {
    const { isPresence } = this.channel
    const members = isPresence && (all || !this.state.areMembersTold) ? { members: membersOf(this.channel) } : {}
    this.state.areMembersTold = true
    return { ...members, ...(this.passing.length > 0 ? { whispers: this.passing.splice(0) } : {}) }
  }

  receive(message: ChannelMessage): void {
    if (message.type === 'joined' || message.type === 'left') this.state.areMembersTold = false
    else {
      const passing = passingEvent(message)
      if (!passing) return
      pushBounded(this.passing, passing, MAX_PASSING)
    }
    this.state.wake()
  }
}

function passingEvent(message: Extract<ChannelMessage, { type: 'event' | 'whisper' }>): PassingEvent | undefined {
  const { event } = message
  if (message.type === 'whisper') {
    const { data, userId } = message
    return { event, data: plainJson(data), ...(isId(userId) ? { userId: String(userId) } : {}) }
  }
  // What has a cursor comes from the log, and what was sealed by somebody else cannot be read.
  if (message.cursor !== undefined || message.data === undefined) return undefined
  return { event, data: parsedOrText(message.data) }
}

/** What a JSON text says; one that is none stands for itself. */
export function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function isId(value: unknown): value is string | number {
  return typeof value == 'string' || typeof value == 'number'
}
