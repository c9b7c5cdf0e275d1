import type { EchoError } from './errors.js'
import type { EventMeta, Gap } from './message.js'

/**
 * What an application tells of its events, once, for every call and every hook:
 *
 * ```ts
 * declare module '@resound/echo' {
 *   interface Register {
 *     channels: { 'conversation.{id}': { '.message.created': Message } }
 *     events: { '.maintenance': { at: string } } // on any channel
 *     presence: { 'conversation.{id}.presence': { id: number; name: string } }
 *     whispers: { typing: { name: string } }
 *     notifications: { 'App\\Notifications\\InvoicePaid': { amount: number } }
 *     models: { 'App.Models.Order': Order }
 *   }
 * }
 * ```
 *
 * Every part may be left out. Channels are named without prefix, events as `listen` takes them. A `{placeholder}` stands for a
 * name without dots; only where no pattern fits so, it takes the dots too. Of several that fit the longest wins, its placeholders
 * not counted. What is not registered works all the same: it is `unknown`, and callbacks may annotate what they expect.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- applications fill it
export interface Register {}

/** A part of the register; `object`, which has no keys, if it is left out. */
type Registered<Part extends string> = Register extends Record<Part, infer Types> ? Types : object

/** The names an editor suggests, and any other: a bare `string` would swallow them. */
type Suggested<Types> = (keyof Types & string) | (string & Record<never, never>)

/** `'conversation.{id}'` as the type of what it stands for. */
type Pattern<Key extends string> = Key extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Pattern<After>}`
  : Key

/** Whether `Name` is `Key` with a name free of dots in each placeholder. */
type FitsBySegments<Name extends string, Key extends string> = Key extends `${infer KeyHead}.${infer KeyRest}`
  ? Name extends `${infer Head}.${infer Rest}`
    ? Head extends Pattern<KeyHead>
      ? FitsBySegments<Rest, KeyRest>
      : false
    : false
  : Name extends `${string}.${string}`
    ? false
    : Name extends Pattern<Key>
      ? true
      : false

type KeysBySegments<Name extends string, Key extends string> = Key extends Key
  ? FitsBySegments<Name, Key> extends true
    ? Key
    : never
  : never

type KeysAtAll<Name extends string, Key extends string> = Key extends Key
  ? Name extends Pattern<Key>
    ? Key
    : never
  : never

/** A key without its placeholders, and with their names taken out. */
type Literal<Key extends string> = Key extends `${infer A}{${string}}${infer B}` ? `${A}${Literal<B>}` : Key
type Anonymous<Key extends string> = Key extends `${infer A}{${string}}${infer B}` ? `${A}{${Anonymous<B>}` : Key

/** Which text is longer. */
type Longer<A extends string, B extends string> = A extends `${string}${infer RestA}`
  ? B extends `${string}${infer RestB}`
    ? Longer<RestA, RestB>
    : 'a'
  : B extends ''
    ? 'neither'
    : 'b'

/** Which pattern is spelled out where the other first has a placeholder. */
type Sooner<A extends string, B extends string> = A extends `${infer HeadA}${infer RestA}`
  ? B extends `${infer HeadB}${infer RestB}`
    ? HeadA extends HeadB
      ? Sooner<RestA, RestB>
      : HeadB extends '{'
        ? 'a'
        : 'b'
    : 'neither'
  : 'neither'

type Beats<A extends string, B extends string> =
  Longer<Literal<A>, Literal<B>> extends infer Won
    ? Won extends 'neither'
      ? Sooner<Anonymous<A>, Anonymous<B>> extends 'a'
        ? true
        : false
      : Won extends 'a'
        ? true
        : false
    : never

/** `true` for each of `Others` that beats `Key`; `never` if none does. */
type Beaten<Key extends string, Others extends string> = Others extends Others
  ? Beats<Others, Key> extends true
    ? true
    : never
  : never

type Best<Key extends string, All extends string = Key> = Key extends Key
  ? [Beaten<Key, All>] extends [never]
    ? Key
    : never
  : never

type KeyFor<Name extends string, Keys extends string> = [KeysBySegments<Name, Keys>] extends [never]
  ? Best<KeysAtAll<Name, Keys>>
  : Best<KeysBySegments<Name, Keys>>

/** What the patterns of `Part` say of `Name`; `Otherwise` where none fits, or `Name` is `any`, which alone takes a number. */
type Found<Part, Name extends string, Otherwise> = 0 extends Name
  ? Otherwise
  : Name extends Name
    ? [KeyFor<Name, keyof Part & string>] extends [never]
      ? Otherwise
      : Part[KeyFor<Name, keyof Part & string> & keyof Part]
    : never

type ChannelEvents = Registered<'channels'>
type AnywhereEvents = Registered<'events'>
type Presence = Registered<'presence'>
type Whispers = Registered<'whispers'>
type Notifications = Registered<'notifications'>
type Models = Registered<'models'>

type Own<C extends string> = Found<ChannelEvents, C, object>

/** The payloads of a channel's registered events by name: its own before those of any channel. */
export type EventsOf<C extends string> = Own<C> & Omit<AnywhereEvents, keyof Own<C>>

/** An event of a channel: the registered ones are suggested, any other is allowed. */
export type EventName<C extends string> = Suggested<EventsOf<C>>

/** The payload of an event on a channel; `unknown` if it is not registered. */
export type PayloadOf<C extends string, E extends string> = C extends C
  ? E extends keyof EventsOf<C>
    ? EventsOf<C>[E]
    : unknown
  : never

/** A member of a presence channel; `Otherwise` if it is not registered, for a server may make anything a member. */
export type MemberOf<C extends string, Otherwise = unknown> = Found<Presence, C, Otherwise>

/** A whisper: the registered ones are suggested, any other is allowed. */
export type WhisperName = Suggested<Whispers>

/** The payload of a whisper; `unknown` if it is not registered. */
export type WhisperPayload<E extends string> = E extends keyof Whispers ? Whispers[E] : unknown

/** A notification's class: the registered ones are suggested, any other is allowed. */
export type NotificationType = Suggested<Notifications>

/** A broadcast notification of a registered class (of all of them for `string`: `type` tells which), or what all have. */
export type NotificationOf<T extends string = string> = [keyof Notifications] extends [never]
  ? { id: string; type: T } & Record<string, unknown>
  : string extends T
    ? { [K in keyof Notifications]: { id: string; type: K } & Notifications[K] }[keyof Notifications]
    : T extends keyof Notifications
      ? { id: string; type: T } & Notifications[T]
      : { id: string; type: T } & Record<string, unknown>

/** A model's class: the registered ones are suggested, any other is allowed. */
export type ModelName = Suggested<Models>

/** A model as its events carry it. */
export type ModelOf<M extends string> = M extends keyof Models ? Models[M] : Record<string, unknown>

/*
 * Callbacks are bivariant, which methods are: an application may say more of a payload than is registered, as it does for
 * laravel-echo. What contradicts a registered type is an error nevertheless.
 */

/** Called with an event's payload. */
export type Listener<C extends string, E extends string> = {
  bivariant(payload: PayloadOf<C, E>, meta: EventMeta): void
}['bivariant']

/** Called with a whisper's payload; `meta.userId` is its sender where the server vouches for one. */
export type WhisperListener<E extends string> = {
  bivariant(payload: WhisperPayload<E>, meta: EventMeta): void
}['bivariant']

type NotificationPayload<T extends string> = [Extract<keyof Notifications, T>] extends [never]
  ? unknown
  : NotificationOf<T>

/** Called with a broadcast notification; `unknown` if its class is not registered. */
export type NotificationListener<T extends string = string> = {
  bivariant(notification: NotificationPayload<T>, meta: EventMeta): void
}['bivariant']

/** Called with everybody in a presence channel. */
export type HereListener<C extends string> = { bivariant(members: MemberOf<C>[]): void }['bivariant']

/** Called with a member of a presence channel. */
export type MemberListener<C extends string> = { bivariant(member: MemberOf<C>): void }['bivariant']

/** Called with what went wrong; may expect less of it, as callbacks written for laravel-echo do. */
export type ErrorListener = { bivariant(error: EchoError): void }['bivariant']

/** Called with what is missing. */
export type GapListener = (gap: Gap) => void

/** Called for every event of a channel, with its name as `listen` takes it. */
export type AllListener = { bivariant(event: string, data: unknown, meta: EventMeta): void }['bivariant']

/**
 * A listener, or a callback that is typed as a function and no more, as all of them are in laravel-echo's types: that is taken where
 * nothing is known of the payload.
 */
export type Loose<L> =
  | L
  | (L extends (payload: infer P, ...rest: never[]) => void ? (unknown[] extends P ? CallableFunction : never) : never)
