import type { ChannelState, EventMeta, EventsOf, PayloadOf, WhisperName, WhisperPayload } from '@resound/echo/core'

/** No channel: the hook does nothing, and connects nothing. */
export type Skip = null | undefined | false

/** Called with an event's payload; `meta.event` is the name that was listened to, as it was given. */
export type Handler<C extends string, E extends string> = {
  bivariant(payload: PayloadOf<C, E>, meta: EventMeta<E>): void
}['bivariant']

/** Handlers of whispers, by the names they have as events. */
type WhisperHandlers<C extends string> = { [E in `.client-${string}`]?: Handler<C, E> }

/** Handlers by event. */
export type HandlerMap<C extends string> = [keyof EventsOf<C>] extends [never]
  ? Record<string, Handler<C, string>>
  : { [E in keyof EventsOf<C> & string]?: Handler<C, E> } & WhisperHandlers<C>

/** What the event hooks give. */
export interface ChannelHandle<C extends string = string> extends ChannelState {
  /** The channel as it was asked for, without prefix; null while it is skipped. */
  readonly name: C | null
  /** Sends to the other members, server unseen. Not on public channels: servers refuse it. */
  readonly whisper: <E extends WhisperName>(event: E, data: WhisperPayload<E>) => void
  /** Tries again after a failure. */
  readonly resubscribe: () => void
}
