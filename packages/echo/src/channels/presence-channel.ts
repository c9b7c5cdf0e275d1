import type { HereListener, Loose, MemberListener } from '../register.js'
import { Channel, type ListenOptions } from './channel.js'
import { JOINED, LEFT, SUBSCRIBED } from './event-name.js'
import type { Callback } from './listeners.js'

/** A channel that knows who is in it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- `Channel` alone is any channel, as in laravel-echo
export class PresenceChannel<Name extends string = any> extends Channel<Name> {
  /**
   * Calls back with everybody who is there: at once if that is known, and again after each reconnect, when it replaces what was
   * known before. A new array each time.
   */
  here(callback: Loose<HereListener<Name>>, options?: ListenOptions): this {
    const through = (): void => {
      const { membership } = this
      // A server that does not say who is there has not said that nobody is.
      if (membership) (callback as (members: unknown[]) => void)([...membership.members.values()])
    }
    return this.add(SUBSCRIBED, callback as Callback, { ...options, through })
  }

  /** Calls back with a member who came. */
  joining(callback: Loose<MemberListener<Name>>, options?: ListenOptions): this {
    return this.onMember(JOINED, callback as Callback, options)
  }

  /** Calls back with a member who went: the same object that came. */
  leaving(callback: Loose<MemberListener<Name>>, options?: ListenOptions): this {
    return this.onMember(LEFT, callback as Callback, options)
  }

  private onMember(event: string, callback: Callback, options?: ListenOptions): this {
    const through: Callback = (member, meta) => {
      callback((member as { info: unknown }).info, meta)
    }
    return this.add(event, callback, { ...options, through })
  }
}
