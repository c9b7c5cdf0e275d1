import type { EventMeta } from '../message.js'
import type { Key } from './listeners.js'

/** Who wants the channel: gets its events and its news. */
export interface Holder {
  /** Whether it listens to anything. */
  readonly listens: boolean
  wants(event: string): boolean
  receive(event: string, data: unknown, meta: EventMeta): void
  /** Tells what is new of the subscription itself, by the names in `event-name.ts`. */
  announce(event: Key, data: unknown): void
  /** `state` or `membership` is another one now. */
  changed(): void
}
