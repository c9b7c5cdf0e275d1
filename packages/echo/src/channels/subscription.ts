import type { Authorization } from '../authorizer.js'
import type { Cipher, Decryptor } from '../cipher.js'
import type { ChannelState, Membership } from '../client.js'
import type { Link } from '../connector.js'
import type { Destination, Guarantee, MissingRange } from '../delivery/destination.js'
import type { Inlet } from '../delivery/inlet.js'
import { EchoError, isEchoError } from '../errors.js'
import { cutCursor, type Cursor, type EventMessage, type Undo } from '../message.js'
import { retryMs } from '../platform/retry-delay.js'
import { ownId } from '../presence/members.js'
import { askPermission, type Permission } from './ask-permission.js'
import { kindOf } from './channel-name.js'
import { GAP, REFUSED, SUBSCRIBED } from './event-name.js'
import { handOut } from './hand-out.js'
import type { Holder } from './holder.js'
import { announce, type News } from './news.js'
import { Roster } from './roster.js'
import type { SubscriptionContext } from './subscription-context.js'
import { whisperRefusal } from './whisper-refusal.js'

/** What the server does not confirm is asked for again; after three times the link is given up. */
const CONFIRM_MS = 5_000
const CONFIRM_TRIES = 3

/**
 * One channel on the wire, whoever holds it.
 *
 * Owns: the status on the present link, the authorization in flight, whispers that wait. Does not own: listeners (holders have them),
 * members (`roster.ts`), when it ends (the registry decides), the order of events (delivery).
 *
 * ```
 * idle ──link──▶ subscribing (authorize, ask) ──confirmed──▶ subscribed
 *                  ▲   └──retryable──▶ waits, tries again        │
 *                  └────────────── link lost ────────────────────┘     refused ──▶ failed
 * ```
 */
export class Subscription implements Destination {
  state: ChannelState = IDLE
  /** Replaced, never changed: who is told something may come and go meanwhile. */
  holders: readonly Holder[] = []
  /** Ends the grace, while nobody holds it. */
  cancelGrace: Undo | undefined
  /** A retry, or an answer that is awaited. */
  private cancelTimer: Undo | undefined
  private link: Link | undefined
  private asked = 0
  private retries = 0
  private me: string | undefined
  /** Made when the server first tells of a member. */
  private roster: Roster | undefined
  private decryptor: Decryptor | undefined
  /** Made for the first event that may have a place in a stream, or where there is a history. */
  private inlet: Inlet | undefined
  private whispers: readonly (readonly [event: string, data: unknown])[] | undefined

  constructor(
    public name: string,
    private readonly context: SubscriptionContext<Subscription>,
  ) {}

  /** Whether anybody listens. */
  get wanted(): boolean {
    return this.holders.some(({ heard }) => heard.length)
  }

  get membership(): Membership | undefined {
    return this.roster?.membership
  }

  get guarantee(): Guarantee {
    return (this.inlet ?? this.context.delivery).guarantee
  }

  /** There is a link, or there is none any more; either way what was asked before is void. */
  linkChanged(): void {
    const { link } = this.context
    this.stop()
    // As in pusher-js, a new connection asks anew: who may what can have changed since.
    if (!link && this.state.status == 'failed') return
    this.link = link
    if (link?.keeps?.(this.name)) {
      this.asked = 1
      this.settle()
      return
    }
    this.enter('subscribing', link ? this.state.error : null)
    if (link) void this.subscribe(link)
  }

  /** Nobody holds it any more. */
  end(): void {
    if (this.asked) this.context.connector.unsubscribe(this.name)
    this.stop()
    this.whispers = this.inlet = undefined
    this.state = IDLE
  }

  /** Tries (again), unless that is under way. */
  start(): void {
    const { status, error } = this.state
    if (status == 'subscribed' || (status == 'subscribing' && !error)) return
    this.state = IDLE
    this.retries = 0
    if (kindOf(this.name) != 'public') this.context.authorizer.prepare?.()
    this.linkChanged()
  }

  /** Goes by another name from now on. */
  rename(name: string): void {
    this.name = name
    this.inlet = undefined
    this.state = IDLE
    this.start()
  }

  confirmed(members: ReadonlyMap<string, unknown> | undefined, me = this.me): void {
    // It may answer a subscription that was given up.
    if (!this.asked) return
    this.disarm()
    this.retries = 0
    // Told before `here`, which replaces what `joining` added.
    if (members) announce(this.holders, (this.roster ??= new Roster()).here(members, me))
    const { membership, context } = this
    this.settle([SUBSCRIBED, membership ? (context.membersView?.(membership) ?? membership) : {}])
  }

  /** Subscribed, newly or still. */
  private settle(news?: News): void {
    const { context } = this
    this.enter('subscribed', null, news)
    const { whispers } = this
    this.whispers = undefined
    for (const [event, data] of whispers ?? []) this.whisper(event, data)
    // Who was told of it may have left.
    if (!this.asked) return
    if (this.inlet) this.inlet.subscribed(context.connector.confirms(this.name))
    else if (context.delivery.guarantee != 'none') this.way()
  }

  /** The broadcast server or the application's server said no. */
  refuse(error: EchoError): void {
    if (error.retryable) {
      this.disarm()
      this.asked = 0
      this.tryAgain(error)
      return
    }
    this.stop()
    if (this.context.refused(this)) return
    this.whispers = undefined
    this.enter('failed', error, [REFUSED, error])
  }

  joined(id: string, info: unknown): void {
    announce(this.holders, (this.roster ??= new Roster()).joined(id, info))
  }

  left(id: string): void {
    announce(this.holders, this.roster?.left(id))
  }

  /** An event as it comes. */
  receive(message: EventMessage): void {
    if (this.decryptor && !message.event.startsWith('pusher')) this.decryptor.receive(message)
    else if (message.cursor || this.context.locate) this.sequence(message)
    // What nearly every event of most servers comes to.
    else this.deliver(message, false)
  }

  /** The event at this place is our own. */
  skip(cursor: Cursor): void {
    this.inlet?.skip(cursor)
  }

  gap(range: MissingRange): void {
    announce(this.holders, [[GAP, { channel: this.name, ...range }]])
  }

  /** Sends, or keeps until subscribed. Why it does neither is reported. */
  whisper(event: string, data: unknown, left = false): void {
    const { name: channel, context, whispers = [] } = this
    const { status } = this.state
    const reason = left ? 'it was left' : whisperRefusal(channel, status, whispers.length)
    if (reason) context.report(new EchoError('whisper', `No whisper on ${channel}: ${reason}.`, { channel }))
    else if (status == 'subscribed') {
      const error = context.connector.whisper(channel, event, data)
      if (error) context.report(error)
    } else this.whispers = [...whispers, [event, data]]
  }

  /** Its way into the order of its stream. */
  way(): Inlet {
    if (this.inlet) return this.inlet
    const { delivery, connector } = this.context
    const inlet = (this.inlet = delivery.open(this))
    if (this.state.status == 'subscribed') inlet.subscribed(connector.confirms(this.name))
    return inlet
  }

  private sequence(message: EventMessage): void {
    this.way().receive(this.context.locate?.(message) ?? message)
  }

  /** An event in its place. */
  deliver(message: EventMessage, replayed: boolean): void {
    const { isBatch, unpack } = this.context
    if (isBatch?.(message.event)) unpack(this, message, replayed)
    else handOut(this, message, replayed)
  }

  private async subscribe(link: Link): Promise<void> {
    const { name: channel, context } = this
    try {
      const { connector } = context
      // Where nobody is asked nobody gives a key either: there even an encrypted channel is in the clear.
      const asks = connector.authorizes && kindOf(channel) != 'public'
      const { authorization, cipher } = asks ? await askPermission(channel, link, context) : NO_PERMISSION
      if (cipher) this.decrypt(cipher, authorization)
      if (connector.prepare) await connector.prepare(channel)
      // The answer belongs to the link it was asked for; that one may be gone, or the channel left.
      if (this.link != link) return
      this.me = ownId(authorization?.channel_data)
      this.ask(authorization)
    } catch (cause) {
      const failed = [`Authorizing ${channel} failed.`, { channel, cause, retryable: true }] as const
      if (this.link == link) this.refuse(isEchoError(cause) ? cause : new EchoError('authorization', ...failed))
    }
  }

  private ask(authorization: Authorization | undefined): void {
    const { connector, platform, asked } = this.context
    if (++this.asked > CONFIRM_TRIES) {
      connector.renew(`${this.name} was not confirmed.`)
      return
    }
    connector.subscribe(this.name, authorization)
    if (connector.confirms(this.name)) {
      this.cancelTimer = platform.clock.timer(CONFIRM_MS, () => {
        this.ask(authorization)
      })
      asked(this)
    } else this.confirmed(undefined)
  }

  private decrypt(cipher: Cipher, authorization: Authorization | undefined): void {
    const { name: channel, context } = this
    this.decryptor ??= cipher.createDecryptor({
      channel,
      // What is in the clear around it is not to be trusted, the cursor neither.
      deliver: (message) => {
        this.sequence({ ...message, cursor: undefined, ...cutCursor(message.text ?? '') })
      },
      authorize: () =>
        context.authorizer.authorize({ channel, socketId: this.link?.socketId ?? '' }, this.link?.signal),
      report: context.report,
      fault: (kind, text) => new EchoError(kind, text, { channel }),
    })
    this.decryptor.useKeyOf(authorization)
  }

  private tryAgain(error: EchoError): void {
    const { link } = this
    const { clock, random } = this.context.platform
    const delayMs = retryMs(this.retries++, random)
    this.cancelTimer = clock.timer(Math.max(delayMs, error.retryAfterMs ?? 0), () => {
      if (link) void this.subscribe(link)
    })
    // The first failure of a row is told; the others are only tried again.
    this.enter('subscribing', error, this.retries == 1 && [REFUSED, error])
  }

  /** Forgets the timer as well: channels are many, and most of them idle. */
  private disarm(): void {
    this.cancelTimer?.()
    this.cancelTimer = undefined
  }

  private stop(): void {
    this.disarm()
    this.inlet?.lost()
    this.roster?.forgetEarly()
    this.link = undefined
    this.asked = 0
  }

  private enter(status: ChannelState['status'], error: EchoError | null, news?: News | false): void {
    const same = this.state.status == status && this.state.error == error
    if (!same) this.state = status == 'subscribed' ? FINE : { status, error }
    if (!same || news) announce(this.holders, news ? [news] : [])
  }
}

const NO_PERMISSION: Partial<Permission> = {}
const IDLE: ChannelState = { status: 'idle', error: null }
// One for all: most channels are in it.
const FINE: ChannelState = { status: 'subscribed', error: null }
