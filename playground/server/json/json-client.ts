// Owns: one client of the JSON protocol: what it asked for, and what it is told.
// Does not own: its socket, permission, the log.
import { asReader, type Reader } from '../authorization/reader.js'
import type { Caller } from '../authorization/authenticate.js'
import { refusalMessage } from '../authorization/refuse.js'
import type { EventLogParts } from '../event-log/event-log-parts.js'
import { readLogRequest } from '../event-log/log-request.js'
import { readPlaces } from '../event-log/places.js'
import { Reading, type ChannelAnswer } from '../event-log/reading.js'
import { parsedOrText } from '../event-log/seat.js'
import type { Subscriber } from '../pusher/channel.js'
import type { ChannelMessage } from '../pusher/channel-message.js'
import { isEncrypted } from '../pusher/encryption.js'
import { decodePhp, plainJson, type PhpArray } from '../pusher/php-json.js'
import { channelSignature, isSameSignature } from '../pusher/signature.js'
import { Subscriptions } from '../subscriptions.js'
import type { Acknowledged } from './acknowledged.js'
import { positionOf, readCommand, type Command } from './command.js'

/** What a client needs of its server. */
export interface JsonSurroundings {
  readonly parts: EventLogParts
  /** Whether there is an event log. */
  readonly hasHistory: boolean
  readonly acknowledged: Acknowledged
}

/** Who connected, and how to talk to them. */
export interface JsonConnection {
  readonly socketId: string
  /** Who they are now: a token may expire while they are here. */
  readonly caller: () => Caller
  readonly send: (frame: object) => void
}

/** How many events a page has. */
const PAGE = 100

/** The JSON protocol as `packages/echo/PROTOCOL.md` has it, of a server that greets. */
export class JsonClient implements Subscriber {
  private readonly subscriptions: Subscriptions

  constructor(
    private readonly connection: JsonConnection,
    private readonly around: JsonSurroundings,
  ) {
    this.subscriptions = new Subscriptions(around.parts.application.channels, this)
  }

  get socketId(): string {
    return this.connection.socketId
  }

  /** Says who we are. */
  greet(): void {
    const { limits, application } = this.around.parts
    this.connection.send({
      event: 'welcome',
      protocol: 1,
      socketId: this.socketId,
      activityTimeoutMs: application.settings.activityTimeoutS * 1_000,
      maxFrameBytes: limits.maxMessageBytes,
      acks: true,
      history: this.around.hasHistory,
    })
  }

  /** A frame came. */
  take(text: string): void {
    const command = readCommand(text)
    switch (command.type) {
      case 'subscribe':
        this.subscribe(command)
        return
      case 'unsubscribe':
        this.subscriptions.leave(command.channel)
        return
      case 'whisper':
        this.whisper(command)
        return
      case 'history':
        this.answerHistory(command.id, text)
        return
      case 'ping':
        this.connection.send({ event: 'pong' })
        return
      case 'malformed':
        this.connection.send({ event: 'error', code: 4200, message: command.message })
        return
      case 'pong':
    }
  }

  receive(message: ChannelMessage): void {
    const { channel } = message
    switch (message.type) {
      case 'event': {
        const { event, data, cursor } = message
        // What was sealed for the Pusher protocol by somebody else is nothing to this client.
        if (data !== undefined) this.connection.send({ event, channel, data: parsedOrText(data), cursor })
        return
      }
      case 'whisper': {
        const { event, data, userId } = message
        this.connection.send({ event, channel, data: plainJson(data), userId: idOf(userId) })
        return
      }
      case 'joined':
        this.connection.send({ event: 'joined', channel, ...memberFields(message.member) })
        return
      case 'left':
        this.connection.send({ event: 'left', channel, id: idOf(message.userId) })
    }
  }

  /** The socket is gone. */
  closed(): void {
    this.subscriptions.leaveAll()
  }

  private get reader(): Reader {
    return asReader(this.connection.caller(), this.around.parts)
  }

  private subscribe(command: Extract<Command, { type: 'subscribe' }>): void {
    const { channel: name, since } = command
    const { reader } = this
    const signed = command.auth === undefined ? undefined : this.signedMember(command)
    const refusal = signed ? undefined : command.auth === undefined ? reader.refusal(name) : 403
    if (refusal !== undefined) {
      this.connection.send({
        event: 'error',
        channel: name,
        code: refusal,
        message: refusalMessage(refusal),
        retryable: false,
      })
      return
    }
    const member = signed ?? reader.member
    const channel = this.subscriptions.join(name, member)
    if (!channel) {
      const refused = { code: 4100, message: 'Over capacity', retryable: true, retryAfterMs: 5_000 }
      this.connection.send({ event: 'error', channel: name, ...refused })
      return
    }
    const { members, me, ...page } = this.pageOf(name, since, idOf(member.get('user_id')))
    const history = this.around.hasHistory ? { history: page } : {}
    this.connection.send({ event: 'subscribed', channel: name, members, me, ...history })
    if (channel.cached) this.receive(channel.cached)
  }

  private pageOf(name: string, since: string | undefined, me: string | undefined): ChannelAnswer {
    const { log, application } = this.around.parts
    const presence = name.startsWith('presence-') ? () => application.channels.find(name) : undefined
    const place = { position: positionOf(since), refused: undefined, presence, seat: undefined }
    const options = { log, places: new Map([[name, place]]), limit: PAGE, sockets: new Set([this.socketId]), me }
    return new Reading(options).all().channels[name] as ChannelAnswer
  }

  /** The member that a signature of the authorization route vouches for; undefined where it is none. */
  private signedMember(command: Extract<Command, { type: 'subscribe' }>): PhpArray | undefined {
    const { channel, auth = '', channelData } = command
    const { secret } = this.around.parts.application.settings
    const signature = channelSignature(secret, { socketId: this.socketId, channel, channelData })
    if (!isSameSignature(auth.slice(auth.indexOf(':') + 1), signature)) return undefined
    return channelData === undefined ? new Map() : (decodePhp(channelData) as PhpArray)
  }

  private whisper({ channel, event, data, id }: Extract<Command, { type: 'whisper' }>): void {
    const { acknowledged, parts } = this.around
    const isDone = id !== undefined && acknowledged.has(id)
    const isOff = parts.application.settings.acceptClientEventsFrom === 'none' || isEncrypted(channel)
    const refusal = isDone
      ? undefined
      : isOff
        ? { code: 4301, message: 'There are no client events here.' }
        : this.subscriptions.whisper({ channel, event, data })
          ? undefined
          : { code: 4009, message: 'The client is not a member of the specified channel.' }
    if (refusal) this.connection.send({ event: 'error', id, ...refusal, retryable: false })
    else if (id !== undefined) {
      acknowledged.add(id)
      this.connection.send({ event: 'ack', id })
    }
  }

  private answerHistory(id: string, text: string): void {
    const { parts, hasHistory } = this.around
    const request = hasHistory ? readLogRequest(text) : 'There is no history here.'
    if (typeof request == 'string') {
      this.connection.send({ event: 'error', id, code: 4200, message: request, retryable: false })
      return
    }
    const { reader, subscriptions } = this
    // Who was let in by a signature may read what follows, whoever they are.
    const mayRead = (channel: string): boolean => subscriptions.has(channel) || reader.mayRead(channel)
    const places = readPlaces({ request, reader: { ...reader, mayRead } }, parts)
    const sockets = new Set([...request.sockets, this.socketId])
    const reading = new Reading({ log: parts.log, places, limit: request.limit, sockets, me: reader.user?.id })
    this.connection.send({ event: 'history', id, ...reading.all() })
  }
}

function idOf(value: unknown): string | undefined {
  return typeof value == 'string' || typeof value == 'number' ? String(value) : undefined
}

function memberFields(member: PhpArray): object {
  return { id: idOf(member.get('user_id')), info: plainJson(member.get('user_info') ?? null) }
}
