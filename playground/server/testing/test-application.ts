import { createManualClock, type ManualClock } from '../../../test/support/manual-clock.js'
import { Application } from '../pusher/application.js'
import type { ConnectionSession } from '../pusher/connection-session.js'
import type { ApplicationSettings } from '../pusher/settings.js'
import { channelSignature } from '../pusher/signature.js'
import { completeOptions, type ServerOptions } from '../server-options.js'

/** A client without a socket: what it was sent lies in `frames`. */
export interface TestClient {
  readonly session: ConnectionSession
  /** Decoded, as they came; taken out by whoever looks. */
  take(): Record<string, unknown>[]
  send(event: string, data?: unknown, channel?: string): void
  /** Subscribes, signed where the channel asks for it. `member` becomes `channel_data`. */
  subscribe(channel: string, member?: unknown): void
  /** How the server ended it, if it did. */
  readonly ending: { how?: string }
  leave(): void
}

/** An application and its clients, without sockets and with a clock that stands still. */
export interface TestApplication {
  readonly application: Application
  readonly clock: ManualClock
  connect(): TestClient
}

/** Makes one; options are those of the server. */
export function testApplication(options: ServerOptions = {}): TestApplication {
  const clock = createManualClock()
  const { application: settings } = completeOptions(options)
  const application = new Application(settings, clock)
  return { application, clock, connect: () => connect(application, settings) }
}

function connect(application: Application, settings: ApplicationSettings): TestClient {
  const frames: string[] = []
  const ending: { how?: string } = {}
  const session = application.connect({
    send: (frame) => frames.push(frame),
    ping: () => frames.push('{"event":"(control ping)"}'),
    hangUp: () => (ending.how = 'hung up'),
    close: (code, reason) => (ending.how = `${String(code)} ${reason}`),
  })
  const send: TestClient['send'] = (event, data, channel) => {
    session.take(JSON.stringify({ event, data, channel }))
  }
  return {
    session,
    ending,
    send,
    take: () => frames.splice(0).map((frame) => JSON.parse(frame) as Record<string, unknown>),
    subscribe(channel, member) {
      const channelData = member === undefined ? undefined : JSON.stringify(member)
      const signature = channelSignature(settings.secret, { socketId: session.socketId, channel, channelData })
      send('pusher:subscribe', { channel, auth: `${settings.key}:${signature}`, channel_data: channelData })
    },
    leave() {
      application.disconnect(session)
    },
  }
}
