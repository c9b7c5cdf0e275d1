import type { EventMeta } from '../message.js'

/** Who wants the channel: gets its events and its news. */
export interface Holder {
  wants(event: string): boolean
  receive(event: string, data: unknown, meta: EventMeta): void
  /** Tells what is new of the subscription itself, by the names in `event-name.ts`. */
  announce(event: string, data: unknown): void
  /** `state` or `membership` is another one now. */
  changed(): void
}
