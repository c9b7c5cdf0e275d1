/* eslint-disable @typescript-eslint/no-unsafe-function-type -- laravel-echo's types, which subclasses of applications are written against */
import { NOTIFICATION } from '../channels/event-name.js'

/** What laravel-echo 2.5 exports as `Channel`: the base of channels for a connector of an application's own. */
export abstract class LaravelChannel {
  declare options: Record<string, unknown>
  /** The event in which Laravel broadcasts notifications, as `listen` takes it. */
  notificationCreatedEvent = '.' + NOTIFICATION

  abstract listen(event: string, callback: Function): this
  abstract stopListening(event: string, callback?: Function): this
  /** Calls back each time the subscription succeeds. */
  abstract subscribed(callback: Function): this
  /** Calls back when something goes wrong. */
  abstract error(callback: Function): this

  listenForWhisper(event: string, callback: Function): this {
    return this.listen('.client-' + event, callback)
  }

  stopListeningForWhisper(event: string, callback?: Function): this {
    return this.stopListening('.client-' + event, callback)
  }

  notification(callback: Function): this {
    return this.listen(this.notificationCreatedEvent, callback)
  }

  stopListeningForNotification(callback: Function): this {
    return this.stopListening(this.notificationCreatedEvent, callback)
  }
}
