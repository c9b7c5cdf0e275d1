import type { Authorizer } from '../authorizer.js'
import type { Cipher } from '../cipher.js'
import type { Membership } from '../client.js'
import type { Connector, Link } from '../connector.js'
import type { Delivery } from '../delivery/delivery.js'
import type { EventMessage } from '../message.js'
import type { Platform } from '../platform/platform.js'

/** What the subscriptions of a client share. */
export interface SubscriptionContext<Subscription> {
  readonly connector: Connector
  /** The present link. */
  readonly link: Link | undefined
  readonly authorizer: Authorizer
  readonly platform: Platform
  readonly delivery: Delivery
  /** Finds the cursor of an event where the application says it is. */
  locate?: ((message: EventMessage) => EventMessage) | undefined
  loadCipher(): Promise<Cipher>
  /** The subscribe frame was written, and an answer is awaited. */
  asked(subscription: Subscription): void
  /** Whether events of that name hold others. */
  readonly isBatch?: ((event: string) => boolean) | undefined
  /** Hands out what a batch holds, and then the batch. */
  unpack(subscription: Subscription, message: EventMessage, replayed: boolean): void
  /** It was refused for good. Whether another reading of its name is tried instead. */
  refused(subscription: Subscription): boolean | undefined
  /** What listeners of `pusher:subscription_succeeded` get on a presence channel (the membership). */
  membersView?(membership: Membership): unknown
  report(error: unknown): void
}
