import type { EventMeta } from '../message.js'
import type { Heard, Key } from './listeners.js'

/** Who wants the channel: gets its events and its news. */
export interface Holder {
  /** What somebody listens to. */
  readonly heard: readonly Key[]
  /** Who is called for an event; undefined where nobody listens. */
  hears(event: string): Heard | undefined
  receive(calls: Heard, data: unknown, meta: EventMeta): void
  /** Tells what is new of the subscription itself, by the names in `event-name.ts`. */
  announce(event: Key, data: unknown): void
  /** `state` or `membership` is another one now. */
  changed(): void
}
