import { EchoError } from '../errors.js'
import type { Page } from '../platform/page.js'

/** What pusher-js has for a channel, as far as it is used here. */
export interface LibraryChannel {
  subscribed: boolean
  subscriptionPending: boolean
  readonly members?: { readonly members: object; setMyID(id: string): void }
  subscribe(): void
  emit(event: string, data?: unknown): unknown
  bind(...binding: never[]): unknown
  bind_global(...binding: never[]): unknown
  unbind_all(): unknown
}

/** Who is called for what, by `_` and the event. */
interface LibraryEmitter {
  readonly callbacks: { readonly _callbacks: { readonly _message?: readonly unknown[] } }
  readonly global_callbacks: readonly unknown[]
}

/** `pusher.connection`, as far as it is used here. */
export interface LibraryConnection extends LibraryEmitter {
  /** The socket it has, null without one. */
  readonly connection: object | null
  state: string
  readonly socket_id: string
  /** In ms. */
  readonly activityTimeout: number
  readonly strategy: { isSupported(): boolean }
  bind_global(callback: (event: string, data: unknown) => void): unknown
  unbind_global(callback: (event: string, data: unknown) => void): unknown
  emit(event: string, data?: unknown, metadata?: unknown): unknown
  send(frame: string): unknown
  send_event(event: string, data: unknown, channel?: string): boolean
}

/** An instance of pusher-js (7 or 8), as far as it is used here. */
export interface PusherLibrary {
  readonly connection: LibraryConnection
  readonly config: object
  /** `pusher.bind`. */
  readonly global_emitter: LibraryEmitter
  /** From 7.1 on. */
  readonly user?: { readonly signin_requested: boolean; readonly watchlist?: object }
  readonly channels: {
    all(): LibraryChannel[]
    add(name: string, pusher: never): LibraryChannel
    find(name: string): LibraryChannel | undefined
    remove(name: string): unknown
  }
  readonly timeline: {
    readonly uniqueID: number
    /** The last of what it was told. */
    readonly events: readonly { readonly state?: string }[]
    info(entry: unknown): void
  }
  connect(): void
  disconnect(): void
}

/** The class `Pusher` of pusher-js. */
export type PusherClass = new (key: string, options: never) => PusherLibrary

/** Where pusher-js comes from, which is never imported here. The first that is there counts; the last is the global `Pusher`. */
export interface LibraryOptions {
  /** An instance of pusher-js that exists already, perhaps shared. */
  client?: PusherLibrary | undefined
  /** The class: `import Pusher from 'pusher-js'`. */
  Pusher?: PusherClass | undefined
}

/** What else pusher-js is told: options of its own that have no meaning here. */
interface Rest {
  readonly key?: unknown
  readonly cluster?: unknown
  readonly wsHost?: unknown
}

/** The instance that is given, or a new one, made with all the options. Throws an `EchoError` of kind `config` where there is none. */
export function libraryOf(options: LibraryOptions & Rest, page: Page): PusherLibrary {
  const { client, key, wsHost, Pusher = page.global('Pusher') as PusherClass | undefined } = options
  if (client) return checked(client)
  if (!Pusher)
    throw new EchoError('config', 'Pusher client not found. Should be globally available or passed via options.client')
  // pusher-js insists on a cluster, also where a host makes it meaningless.
  const cluster = options.cluster ?? (wsHost ? '' : undefined)
  try {
    return checked(new Pusher(key as string, { ...options, cluster } as never))
  } catch (cause) {
    // What it throws are mere texts.
    throw new EchoError('config', `pusher-js: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

function checked(library: PusherLibrary): PusherLibrary {
  const { channels, connection, timeline } = library as Partial<PusherLibrary>
  if (channels && connection && timeline) return library
  throw new EchoError('config', '`client` is no instance of pusher-js 7 or 8.')
}

/** Instances of which somebody has bound to a channel, or subscribed with it. */
export const seen = new WeakSet<PusherLibrary>()

/** Somebody may have bound to a channel of that instance. */
export const see = (pusher: PusherLibrary): void => void seen.add(pusher)

const OBJECT: object = {}

/** Whether the library would take what every object has for a channel of that name. */
export const isReserved = (name: unknown): boolean => typeof name == 'string' && name in OBJECT

const stayPut = (): void => undefined

/** Whether it was made by {@link channelOf}, and not by who subscribes with the library itself. */
export const isOurs = ({ subscribe }: LibraryChannel): boolean => subscribe == stayPut

/**
 * The library's channel of that name, made where there is none, for those who bind to it; one of ours never subscribes by itself.
 * Undefined where the library cannot have it: encrypted without a cipher of its own, or called as something that every object has.
 */
export function channelOf(pusher: PusherLibrary, name: string): LibraryChannel | undefined {
  if (isReserved(name)) return undefined
  const { channels } = pusher
  const present = channels.find(name)
  if (present) return present
  try {
    const channel = channels.add(name, pusher as never)
    const seeing =
      (bind: LibraryChannel['bind']) =>
      (...binding: never[]): unknown => {
        see(pusher)
        return bind.apply(channel, binding)
      }
    const { bind, bind_global } = channel
    const ours = { subscribe: stayPut, bind: seeing(bind), bind_global: seeing(bind_global) }
    // What nobody has bound to would be written into a text that nobody reads.
    return Object.assign(channel, ours, { failThrough: undefined })
  } catch {
    return undefined
  }
}
