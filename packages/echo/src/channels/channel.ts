import type { ChannelState, LeasedChannel, Membership } from '../client.js'
import type { Guarantee } from '../delivery/destination.js'
import type { EventMeta, Undo } from '../message.js'
import type { Platform } from '../platform/platform.js'
import type {
  AllListener,
  ErrorListener,
  EventName,
  GapListener,
  Listener,
  Loose,
  NotificationListener,
  WhisperListener,
  WhisperPayload,
} from '../register.js'
import { eventsOf } from './channel-events.js'
import { GAP, NOTIFICATION, REFUSED, SUBSCRIBED, spokenName, wireName } from './event-name.js'
import { Listeners, type Callback, type Heard, type Key } from './listeners.js'
import type { Holder } from './holder.js'
import type { Subscription } from './subscription.js'
import { tie } from './signal-ties.js'

/** What a channel needs of the registry it belongs to. */
export interface ChannelContext {
  readonly platform: Platform
  namespace(): string | false | undefined
  /** Makes a channel that was left a holder again. */
  hold(channel: Channel): void
  /** Leaves the channel of that name. */
  release(name: string): void
  /** A callback threw. */
  failed(error: unknown): void
}

/** How a listener ends by itself. */
export interface ListenOptions {
  /** Ends the listener when it is aborted. */
  signal?: AbortSignal | undefined
}

/** What listens to everything is filed under this. */
const ALL = Symbol('all')
// One for all: most channels are not watched.
const NOBODY: readonly never[] = []

/**
 * A channel as the application holds it: who listens to what. After `leave()` nothing is called again.
 * Owns: its listeners. Does not own: the subscription, which others may hold as well.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- `Channel` alone is any channel, as in laravel-echo
export class Channel<Name extends string = any> implements Holder, LeasedChannel {
  /** Whether it was left: it stays so until `subscribe()`. */
  left = false
  private readonly listeners = new Listeners()
  private watchers: readonly (() => void)[] = NOBODY
  private ties: Set<Undo> | undefined

  constructor(
    private port: Subscription,
    private readonly context: ChannelContext,
  ) {}

  /** The full name, prefix included. */
  get name(): string {
    return this.port.name
  }

  /** Where the subscription is, and what went wrong. */
  get state(): ChannelState {
    return this.port.state
  }

  /** Who is there; undefined until a presence channel was subscribed. */
  get membership(): Membership | undefined {
    return this.port.membership
  }

  /** What is promised of the events that carry a cursor. */
  get guarantee(): Guarantee {
    return this.port.guarantee
  }

  /** Keeps reactive proxies (Vue, Alpine) from wrapping the channel. */
  get [Symbol.toStringTag](): string {
    return this.constructor.name
  }

  /**
   * Calls back for every such event. A leading `.` takes the name as it stands (`.message.created`), else the namespace comes
   * in front. The second argument tells what is known beside the payload.
   */
  listen<const E extends EventName<Name>>(event: E, callback: Loose<Listener<Name, E>>, options?: ListenOptions): this {
    return this.on(wireName(event, this.context.namespace()), callback, options)
  }

  /** Ends what `listen` began; without a callback, all listeners of the event. */
  stopListening(event: EventName<Name>, callback?: CallableFunction): this {
    return this.off(wireName(event, this.context.namespace()), callback)
  }

  /** Calls back for every event of the application's, with its name as `listen` takes it. */
  listenToAll(callback: AllListener | CallableFunction, options?: ListenOptions): this {
    const through = (data: unknown, meta: EventMeta): unknown =>
      (callback as AllListener)(spokenName(meta.event, this.context.namespace()), data, meta)
    return this.add(ALL, callback as Callback, { ...options, through })
  }

  /** Ends what `listenToAll` began; without a callback, all of them. */
  stopListeningToAll(callback?: CallableFunction): this {
    return this.off(ALL, callback)
  }

  /** Calls back for whispers of other members. `meta.userId` is the sender where the server vouches for one. */
  listenForWhisper<const E extends string>(
    event: E,
    callback: Loose<WhisperListener<E>>,
    options?: ListenOptions,
  ): this {
    return this.on('client-' + event, callback, options)
  }

  /** Ends what `listenForWhisper` began; without a callback, all of the event. */
  stopListeningForWhisper(event: string, callback?: CallableFunction): this {
    return this.off('client-' + event, callback)
  }

  /** Calls back for Laravel's broadcast notifications. */
  notification<const T extends string = string>(
    callback: Loose<NotificationListener<T>>,
    options?: ListenOptions,
  ): this {
    return this.on(NOTIFICATION, callback, options)
  }

  /** Ends what `notification` began; without a callback, all of them. */
  stopListeningForNotification(callback?: CallableFunction): this {
    return this.off(NOTIFICATION, callback)
  }

  /** Calls back each time the subscription succeeds; at once if it already has. */
  subscribed(callback: (() => void) | CallableFunction, options?: ListenOptions): this {
    const through = (): void => {
      ;(callback as () => void)()
    }
    return this.add(SUBSCRIBED, callback as Callback, { ...options, through })
  }

  /** Calls back when the subscription was refused or could not be authorized; at once if that is so already. */
  error(callback: ErrorListener | CallableFunction, options?: ListenOptions): this {
    return this.add(REFUSED, callback as Callback, { ...options, through: callback as Callback })
  }

  /**
   * Calls back for events that were sent and cannot be had, with the exact range, in its place between the last event and the next.
   * It is a moment, not a state: who comes late is not told of those before.
   */
  gap(callback: GapListener, options?: ListenOptions): this {
    return this.add(GAP, callback, options)
  }

  /** Calls back for an event by its name on the wire, without any namespace. */
  on(event: string, callback: Callback | CallableFunction, options?: ListenOptions): this {
    return this.add(event, callback as Callback, options)
  }

  /** The event's payloads one by one, for `for await`. Ends with the signal, or when the channel is left. */
  events<const E extends EventName<Name>>(event: E, options?: ListenOptions): ReturnType<typeof eventsOf<Name, E>> {
    return eventsOf<Name, E>(this, event, options)
  }

  /**
   * Sends to the other subscribers, server unseen. Before the subscription it waits (100 at most). What cannot be sent (after
   * leaving, on an encrypted channel, larger than the server takes) is reported to `onError`, never thrown.
   */
  whisper<const E extends string>(event: E, data: WhisperPayload<E>): this {
    this.port.whisper(event, data, this.left)
    return this
  }

  /** Takes part again after `unsubscribe()`. */
  subscribe(): this {
    this.context.hold(this)
    return this
  }

  /** Leaves, listeners and all. */
  unsubscribe(): this {
    this.context.release(this.name)
    return this
  }

  /** Tries again after a failure. */
  resubscribe(): void {
    if (!this.left) this.port.start()
  }

  /** Calls back after `state` or `membership` changed, and when the channel was left; the result ends it. */
  watch(listener: () => void): Undo {
    // A copy, so that each undo ends its own.
    const own = (): void => {
      listener()
    }
    this.watchers = [...this.watchers, own]
    return () => {
      this.watchers = this.watchers.filter((other) => other != own)
    }
  }

  /** @internal The subscription it hangs on from now on. */
  attach(port: Subscription): void {
    this.port = port
    this.left = false
  }

  /** @internal Nothing is called after this. */
  end(): void {
    this.left = true
    this.listeners.clear()
    for (const untie of this.ties ?? []) untie()
    this.ties = undefined
    this.changed()
    this.watchers = NOBODY
  }

  /** @internal */
  get heard(): readonly Key[] {
    return this.listeners.events
  }

  /** @internal */
  hears(event: string): Heard | undefined {
    return this.listeners.of(event) ?? this.listeners.of(ALL)
  }

  /** @internal */
  receive(calls: Heard, data: unknown, meta: EventMeta): void {
    const all = this.listeners.indirect && this.listeners.of(ALL)
    // They come first, as in pusher-js, and may have ended the others.
    if (all && !meta.event.startsWith('pusher:')) this.call(all, data, meta)
    this.call(all ? this.listeners.of(meta.event) : calls, data, meta)
  }

  /** @internal */
  announce(event: Key, data: unknown): void {
    this.call(this.listeners.of(event), data, this.metaOf(event))
  }

  /** @internal */
  changed(): void {
    for (const watcher of this.watchers) this.attempt(watcher)
  }

  /** @internal Files a listener, ends it with its signal. `through` is called in its place, also late where its news is so already. */
  protected add(
    event: Key,
    callback: Callback,
    { signal, through }: ListenOptions & { through?: Callback } = {},
  ): this {
    if (this.left || signal?.aborted) return this
    const undo = this.listeners.add(event, callback, through)
    if (signal) tie(signal, undo, (this.ties ??= new Set()))
    const { status, error } = this.state
    const known = event == SUBSCRIBED ? status == 'subscribed' : event == REFUSED && error
    // In a moment, so that the caller has its channel in hand by then.
    if (through && known) {
      queueMicrotask(() => {
        if (!this.left && !signal?.aborted) this.attempt(through, error, this.metaOf(event))
      })
    }
    return this
  }

  private off(event: Key, callback: CallableFunction | undefined): this {
    this.listeners.remove(event, callback as Callback | undefined)
    return this
  }

  private metaOf(event: Key): EventMeta {
    return { event: String(event), channel: this.name, replayed: false, receivedAt: this.context.platform.clock.now() }
  }

  private call(found: Heard | undefined, data: unknown, meta: EventMeta): void {
    if (typeof found == 'function') this.attempt(found, data, meta)
    // A copy: who begins meanwhile hears the next one, or a listener that begins itself anew would go on for ever.
    else if (found) for (const callback of [...found]) if (found.has(callback)) this.attempt(callback, data, meta)
  }

  /** Calls a callback of the application's: what it throws harms nobody. */
  private attempt(callback: Callback | (() => void), data?: unknown, meta?: EventMeta): void {
    try {
      ;(callback as (data: unknown, meta: EventMeta | undefined) => void)(data, meta)
    } catch (error) {
      this.context.failed(error)
    }
  }
}
