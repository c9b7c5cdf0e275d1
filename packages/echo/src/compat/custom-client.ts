import type { EchoClient, LeasedChannel, LeasedListener } from '../client.js'
import { wireName } from '../channels/event-name.js'
import { fieldsOf } from '../json.js'
import type { Undo } from '../message.js'
import type { Platform } from '../platform/platform.js'
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

function attempt(run: () => void, { report }: Surroundings): void {
  try {
    run()
  } catch (error) {
    report(error)
  }
}

/** The listeners of one lease. */
function createListeners(
  name: string,
  { channel }: CustomHold,
  around: Surroundings,
): Pick<LeasedChannel, 'listen' | 'stopListening'> & { end: Undo } {
  let listening: { event: string; callback: LeasedListener; call: (data: unknown, beside?: unknown) => void }[] = []
  const stop = (event?: string, callback?: LeasedListener): void => {
    const ended = listening.filter((one) => !event || (one.event == event && one.callback == callback))
    listening = listening.filter((one) => !ended.includes(one))
    for (const one of ended) channel.stopListening(one.event, one.call)
  }
  return {
    listen(event, callback) {
      const call = (data: unknown, beside?: unknown): void => {
        const wire = wireName(event, around.options.namespace ?? 'App.Events')
        const receivedAt = around.platform.clock.now()
        const meta = { event: wire, channel: name, replayed: false, receivedAt, ...senderOf(beside) }
        if (listening.includes(one)) attempt(() => callback(data, meta), around)
      }
      const one = { event, callback, call }
      listening = [...listening, one]
      channel.listen(event, call)
    },
    stopListening: stop,
    end: stop,
  }
}

/** A channel as one lease holds it: nothing of it is called after `end()`. */
function leasedChannel(name: string, hold: CustomHold, around: Surroundings): { channel: LeasedChannel; end: Undo } {
  const { listen, stopListening, end } = createListeners(name, hold, around)
  const watchers = new Set<() => void>()
  const changed = (): void => {
    for (const watcher of watchers) watcher()
  }
  hold.watchers.add(changed)
  return {
    channel: {
      name,
      get state() {
        return hold.state
      },
      get membership() {
        return hold.membership
      },
      watch(listener) {
        const own = (): void => {
          listener()
        }
        watchers.add(own)
        return () => watchers.delete(own)
      },
      listen,
      stopListening,
      // Nothing is known of the order of its events.
      gap: () => undefined,
      whisper(event, data) {
        attempt(() => hold.channel.whisper?.(event, data), around)
      },
      resubscribe: () => hold.channel.subscribe?.(),
    },
    end() {
      hold.watchers.delete(changed)
      end()
    },
  }
}

/** What stores and hooks need of an Echo, over a connector of the application's own. */
export function customClient(connector: CustomConnector, around: Surroundings): CustomClient {
  const { platform } = around
  const { clock } = platform
  const holds = new Map<string, CustomHold>()
  const report = (error: unknown): void => {
    around.report(error)
  }
  return {
    connection: customConnection(connector, () => clock.now()),
    platform,
    report,
    // Its frames are its own affair.
    watchFrames: () => () => undefined,
    lease(name, graceMs = 0) {
      const hold = holds.get(name) ?? holdChannel(connector, name)
      const { channel, end } = leasedChannel(name, hold, { ...around, platform, report })
      const leave = (): void => {
        holds.delete(name)
        if (!hold.foreign) connector.leaveChannel(name)
      }
      let held = true
      holds.set(name, hold)
      hold.cancelGrace?.()
      hold.holders++
      return {
        channel,
        release() {
          if (!held) return
          held = false
          end()
          if (--hold.holders) return
          if (graceMs) hold.cancelGrace = clock.timer(graceMs, leave)
          else leave()
        },
      }
    },
  }
}
