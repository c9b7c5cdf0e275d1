// Owns: what the server knows of one connection: its subscriptions, when it was last heard, its rate limit.
// Does not own: the socket (a link carries the frames), the clock that asks it to prove that it lives.
import type { ServerClock } from '../clock.js'
import { Channel, type Subscriber } from './channel.js'
import type { ChannelMessage } from './channel-message.js'
import type { ChannelRegistry } from './channel-registry.js'
import { decodeCommand, type Command } from './command.js'
import { errorFrame, establishedFrame, eventFrame, protocolErrors, succeededFrame, whisperFrame } from './frames.js'
import type { ProtocolError } from './frames.js'
import type { Link } from './link.js'
import { decodePhp, encodePhp, type PhpArray } from './php-json.js'
import { createRateLimit } from './rate-limit.js'
import type { ApplicationSettings } from './settings.js'
import { channelSignature, isSameSignature } from './signature.js'

/** How many channels one connection may be subscribed to. */
const MAX_SUBSCRIPTIONS = 20_000

/** What a session needs of its server. */
export interface SessionSurroundings {
  readonly settings: ApplicationSettings
  readonly clock: ServerClock
  readonly channels: ChannelRegistry
}

/** One client of the Pusher protocol: frames in, frames out, no socket and no timer of its own. */
export class ConnectionSession implements Subscriber {
  private readonly subscriptions = new Map<string, Channel>()
  private readonly isWithinRate: () => boolean
  private lastSeenMs: number
  private isPinged = false
  private usesControlFrames = false

  constructor(
    readonly socketId: string,
    private readonly link: Link,
    private readonly around: SessionSurroundings,
  ) {
    const { settings, clock } = around
    this.isWithinRate = settings.rateLimit ? createRateLimit(settings.rateLimit, clock) : () => true
    this.lastSeenMs = clock.now()
  }

  /** Whether it is on any channel. */
  get isSubscribed(): boolean {
    return this.subscriptions.size > 0
  }

  /** The full names of its channels. */
  get channelNames(): readonly string[] {
    return [...this.subscriptions.keys()]
  }

  /** Greets, or says that there are too many: such a connection stays open and even works, as in Reverb. */
  open(isOverQuota: boolean): void {
    if (isOverQuota) this.fail(protocolErrors.overQuota)
    else this.send(establishedFrame(this.socketId, this.around.settings.activityTimeoutS))
  }

  /** Sends a frame to the client. */
  send(frame: string): void {
    this.link.send(frame)
  }

  /** Something was said on one of its channels. */
  receive({ frame }: ChannelMessage): void {
    this.send(frame)
  }

  /** A frame came. */
  take(text: string): void {
    this.touch()
    if (this.isWithinRate()) this.carryOut(decodeCommand(text))
    else if (this.around.settings.rateLimit?.terminate) this.link.hangUp()
    else this.fail(protocolErrors.rateLimited)
  }

  /** A ping or pong of the web socket itself came: from now on this client is pinged that way. */
  receiveControlFrame(): void {
    this.usesControlFrames = true
    this.touch()
  }

  /** The socket is gone. */
  closed(): void {
    for (const channel of this.subscriptions.values()) this.around.channels.leave(channel, this)
    this.subscriptions.clear()
  }

  /** Ends a subscribed connection that did not answer its ping. */
  endIfStale(): void {
    if (!this.isPinged || !this.isInactive()) return
    this.fail(protocolErrors.noPong)
    this.closed()
    this.link.hangUp()
  }

  /** Asks a subscribed connection that has been silent for too long whether it lives. */
  pingIfInactive(): void {
    if (!this.isSubscribed || !this.isInactive()) return
    if (this.usesControlFrames) this.link.ping()
    else this.send(eventFrame({ event: 'pusher:ping' }))
    this.isPinged = true
  }

  private carryOut(command: Command): void {
    const refusal = this.attempt(command)
    if (refusal) this.fail(refusal)
  }

  private attempt(command: Command): ProtocolError | undefined {
    switch (command.type) {
      case 'ping':
        this.send(eventFrame({ event: 'pusher:pong' }))
        return undefined
      case 'subscribe':
        return this.subscribe(command)
      case 'unsubscribe':
        this.unsubscribe(command.channel)
        return undefined
      case 'whisper':
        return this.whisper(command)
      case 'malformed':
        return protocolErrors.malformed
      case 'pong':
      case 'ignored':
        return undefined
    }
  }

  private subscribe(command: Extract<Command, { type: 'subscribe' }>): ProtocolError | undefined {
    const { channels } = this.around
    const { channel: name, channelData } = command
    const channel = channels.find(name) ?? new Channel(name)
    if (channel.isGuarded && !this.isSigned(command)) return protocolErrors.unauthorized
    // Unsigned member data would let anybody speak in another's name.
    const member = channel.isGuarded && channelData !== undefined ? decodePhp(channelData) : undefined
    if (member !== undefined && !isMember(member)) return protocolErrors.malformed
    if (!this.hasRoomFor(name)) return protocolErrors.overCapacity
    channels.join(channel, this, member)
    this.subscriptions.set(name, channel)
    this.send(succeededFrame(name, channel.successData()))
    if (channel.isCaching) this.send(channel.cached?.frame ?? eventFrame({ event: 'pusher:cache_miss', channel: name }))
    return undefined
  }

  private unsubscribe(name: string): void {
    const channel = this.subscriptions.get(name)
    if (!channel) return
    this.subscriptions.delete(name)
    this.around.channels.leave(channel, this)
  }

  private whisper(command: Extract<Command, { type: 'whisper' }>): ProtocolError | undefined {
    const { settings, channels } = this.around
    if (settings.acceptClientEventsFrom === 'none') return protocolErrors.clientEventsOff
    const channel = channels.find(command.channel)
    const member = channel?.memberData(this)
    const isOpenToAll = settings.acceptClientEventsFrom === 'all'
    if (!isOpenToAll && !member) return protocolErrors.notAMember
    const userId = isOpenToAll ? undefined : member?.get('user_id')
    const frame = isOpenToAll ? encodePhp(command.frame) : whisperFrame({ ...command, user_id: userId })
    channel?.broadcast({ ...command, userId, frame }, this.socketId)
    return undefined
  }

  private isSigned({ channel, auth, channelData }: Extract<Command, { type: 'subscribe' }>): boolean {
    const { secret } = this.around.settings
    const signature = auth?.slice(auth.indexOf(':') + 1) ?? ''
    return isSameSignature(signature, channelSignature(secret, { socketId: this.socketId, channel, channelData }))
  }

  private hasRoomFor(name: string): boolean {
    return (
      this.subscriptions.has(name) ||
      (this.subscriptions.size < MAX_SUBSCRIPTIONS && this.around.channels.hasRoomFor(name))
    )
  }

  private isInactive(): boolean {
    return this.around.clock.now() >= this.lastSeenMs + this.around.settings.pingIntervalMs
  }

  private touch(): void {
    this.lastSeenMs = this.around.clock.now()
    this.isPinged = false
  }

  private fail(error: ProtocolError): void {
    this.send(errorFrame(error))
  }
}

function isMember(data: unknown): data is PhpArray {
  return data instanceof Map
}
