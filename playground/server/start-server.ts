// Owns: the life of one server, from its parts to its end.
// Does not own: what the parts do.
import { every } from './clock.js'
import type { EventLog } from './event-log/event-log.js'
import { logControl, type LogControl } from './event-log/log-control.js'
import { HttpListener } from './http-listener.js'
import type { Bye } from './json/json-sockets.js'
import { createPage, type Page } from './page.js'
import { encodePhp } from './pusher/php-json.js'
import { completeOptions, type ServerOptions } from './server-options.js'
import { createParts, type ServerParts } from './server-parts.js'

/** A connection as the server sees it. */
export interface ServerConnection {
  readonly socketId: string
  /** The full names of its channels. */
  readonly channels: readonly string[]
}

/** A server that listens. */
export interface RunningServer {
  /** `http://127.0.0.1:8090`, without a slash at its end. */
  readonly url: string
  readonly port: number
  readonly appId: string
  readonly key: string
  readonly secret: string
  readonly masterKeyBase64: string
  /**
   * Publishes as an application's server does. Text goes out as it is (so it can be bad JSON on purpose), anything else as
   * JSON; for encrypted channels it is sealed.
   */
  publish(channels: string | readonly string[], event: string, data: unknown, exceptSocketId?: string): void
  /** Sends any text to one connection as a frame, for what no well-behaved server would send. */
  sendFrame(socketId: string, frame: string): void
  /** Who is connected. */
  connections(): readonly ServerConnection[]
  /** What the event log keeps; another server may go on with it. */
  readonly streams: EventLog
  /** What can be done to the event log on purpose. */
  readonly log: LogControl
  /** Says `bye` to every client of the JSON protocol, and closes its connection. */
  sayBye(bye: Bye): void
  /** Resets every connection, without a close frame, and every held request. */
  dropAll(): void
  /** Resets every connection and frees the port; another server may be started on it at once. */
  stop(): Promise<void>
}

/** Starts the embedded server. Rejects with Node's error where the port cannot be had. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const settings = completeOptions(options)
  const parts = createParts(settings)
  const { sockets, json, socketIo, demo, application, eventLog } = parts
  const listener = new HttpListener({
    api: parts.api,
    request: (...request) => socketIo.request(...request),
    upgrade: (...upgrade) => sockets.upgrade(...upgrade) || json.upgrade(...upgrade) || socketIo.upgrade(...upgrade),
  })
  const port = await listener.listen(settings.port, settings.host)
  const stopSweeping = every(settings.clock, settings.sweepIntervalMs, () => {
    application.sweep()
  })
  let page: Page | undefined
  const stop = async (): Promise<void> => {
    stopSweeping()
    demo.dispose()
    sockets.dropAll()
    json.dropAll()
    socketIo.close()
    await Promise.all([page?.close(), listener.close()])
    eventLog.visitors.clear()
    eventLog.log.dispose()
  }
  try {
    if (settings.page) page = await listener.servePage(createPage(listener.server, { key: settings.application.key }))
  } catch (error) {
    await stop()
    throw error
  }
  const url = `http://${settings.host}:${String(port)}`
  settings.log(`Resound's playground server listens on ${url}`)
  return { url, port, stop, ...commands(parts) }
}

function commands({
  application,
  publisher,
  json,
  connections: openConnections,
  eventLog,
}: ServerParts): Omit<RunningServer, 'url' | 'port' | 'stop'> {
  const { appId, key, secret, masterKey } = application.settings
  return {
    appId,
    key,
    secret,
    masterKeyBase64: Buffer.from(masterKey).toString('base64'),
    publish(channels, event, data, exceptSocketId) {
      const text = typeof data == 'string' ? data : encodePhp(data)
      publisher.publish({ channels: [channels].flat(), event, data: text, exceptSocketId })
    },
    sendFrame(socketId, frame) {
      application.connections.get(socketId)?.send(frame)
    },
    connections: () =>
      [...application.connections.values()].map(({ socketId, channelNames }) => ({ socketId, channels: channelNames })),
    streams: eventLog.log,
    log: logControl(eventLog, publisher),
    sayBye(bye) {
      json.bye(bye)
    },
    dropAll() {
      for (const { wire } of openConnections()) wire.cut()
    },
  }
}
