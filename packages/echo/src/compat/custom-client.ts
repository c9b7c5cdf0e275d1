import type { EchoClient, LeasedChannel } from '../client.js'
import { wireName } from '../channels/event-name.js'
import { fieldsOf } from '../json.js'
import type { Platform } from '../platform/platform.js'
import { bindings, type Bindings } from './bindings.js'
import { customConnection, type CustomConnector } from './custom-connector.js'
import { holdChannel, type CustomHold } from './custom-hold.js'

/** What stores and hooks need of an Echo. */
export interface CustomClient extends EchoClient {
  readonly platform: Platform
}

/** What is the same with and without a server. */
export interface Surroundings {
  readonly platform: Platform
  readonly options: { readonly namespace?: string | false | undefined }
  report(error: unknown): void
}

/** What is known beside the payload: pusher-js passes the sender of a whisper, others nothing. */
function senderOf(beside: unknown): { userId?: string; user_id?: string } {
  const { user_id: id } = fieldsOf(beside)
  return typeof id == 'string' ? { userId: id, user_id: id } : {}
}

function attempt(run: () => unknown, around: Surroundings): void {
  try {
    run()
  } catch (error) {
    around.report(error)
  }
}

/** Who listens by one lease; without an event, who watches. */
function listenersOf({ name, channel, watchers }: CustomHold, around: Surroundings): Bindings {
  return bindings(({ event, callback }) => {
    if (event === undefined) {
      watchers.add(callback)
      return () => watchers.delete(callback)
    }
    let live = true
    const call = (data: unknown, beside?: unknown): void => {
      const wire = wireName(event, around.options.namespace ?? 'App.Events')
      const receivedAt = around.platform.clock.now()
      const meta = { event: wire, channel: name, replayed: false, receivedAt, ...senderOf(beside) }
      if (live) attempt(() => callback(data, meta), around)
    }
    channel.listen(event, call)
    return () => {
      live = false
      channel.stopListening(event, call)
    }
  })
}

/** A channel as one lease holds it. */
function leasedChannel(hold: CustomHold, listeners: Bindings, around: Surroundings): LeasedChannel {
  return {
    name: hold.name,
    get state() {
      return hold.state
    },
    get membership() {
      return hold.membership
    },
    watch(listener) {
      // A copy, so that each undo ends its own.
      const own = (): void => {
        listener()
      }
      listeners.bind_global(own)
      return () => listeners.unbind_global(own)
    },
    listen: (...given) => listeners.bind(...given),
    stopListening: (...given) => listeners.unbind(...given),
    // Nothing is known of the order of its events.
    gap: () => undefined,
    whisper(event, data) {
      attempt(() => hold.channel.whisper?.(event, data), around)
    },
    resubscribe: () => hold.channel.subscribe?.(),
  }
}

/** What stores and hooks need of an Echo, over a connector of the application's own. */
export function customClient(connector: CustomConnector, around: Surroundings): CustomClient {
  const { platform } = around
  const { clock } = platform
  const holds = new Map<string, CustomHold>()
  return {
    connection: customConnection(connector, () => clock.now()),
    platform,
    report(error) {
      around.report(error)
    },
    // Its frames are its own affair.
    watchFrames: () => () => undefined,
    lease(name, graceMs = 0) {
      const hold = holds.get(name) ?? holdChannel(connector, name)
      const listeners = listenersOf(hold, around)
      const leave = (): void => {
        holds.delete(name)
        if (!hold.foreign) connector.leaveChannel(name)
      }
      let held = true
      holds.set(name, hold)
      hold.cancelGrace?.()
      hold.holders++
      return {
        channel: leasedChannel(hold, listeners, around),
        release() {
          if (!held) return
          held = false
          // Nothing of it is called any more.
          listeners.unbind_all()
          if (--hold.holders) return
          if (graceMs) hold.cancelGrace = clock.timer(graceMs, leave)
          else leave()
        },
      }
    },
  }
}
