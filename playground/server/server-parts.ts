import { Hono } from 'hono'
import { broadcastingRoutes } from './authorization/broadcasting-routes.js'
import { CookieSessions } from './authorization/cookie-sessions.js'
import { Tokens } from './authorization/tokens.js'
import { accessFromThisMachine } from './access-from-this-machine.js'
import { csrfCookieRoute } from './demo/account-routes.js'
import { ChannelRefusals } from './demo/channel-refusals.js'
import { createDemoApi, type DemoApi } from './demo/demo-api.js'
import { demoUsers, type DemoUser } from './demo/users.js'
import type { EventLogParts } from './event-log/event-log-parts.js'
import { eventLogRoutes } from './event-log/event-log-routes.js'
import { HeldAnswers } from './event-log/held-answers.js'
import { logControl } from './event-log/log-control.js'
import { ReplayFaults } from './event-log/replay-faults.js'
import { Visitors } from './event-log/visitors.js'
import { Gate } from './gate.js'
import { Acknowledged } from './json/acknowledged.js'
import { JsonSockets } from './json/json-sockets.js'
import type { OpenConnection } from './open-connection.js'
import { Application } from './pusher/application.js'
import { httpApi } from './pusher/http-api.js'
import { encodePhp } from './pusher/php-json.js'
import { cursorHeader, Publisher } from './publisher.js'
import type { ServerSettings } from './server-options.js'
import { SocketIoServer } from './socket-io/socket-io-server.js'
import { WebSockets } from './web-sockets.js'

/** What a server is made of, before it listens. */
export interface ServerParts {
  readonly application: Application
  readonly publisher: Publisher
  readonly eventLog: EventLogParts
  readonly sockets: WebSockets
  readonly json: JsonSockets
  readonly socketIo: SocketIoServer
  /** Everything that is open, of every protocol. */
  readonly connections: () => readonly OpenConnection[]
  readonly demo: DemoApi
  /** Every route. */
  readonly api: Hono
}

/** Makes the parts and joins them; nothing starts. */
export function createParts(settings: ServerSettings): ServerParts {
  const { clock, maxMessageBytes, maxRequestBytes, streams: log } = settings
  const application = new Application(settings.application, clock)
  const gate = new Gate(clock)
  const sockets = new WebSockets({ application, clock, gate, maxMessageBytes })
  const publisher = new Publisher(application, settings.eventLog.isOn ? log : undefined)
  const credentials = { tokens: new Tokens(demoUsers, settings.whose), sessions: new CookieSessions() }
  const refusals = new ChannelRefusals(clock)
  const isRefused = ({ id }: DemoUser, channel: string): boolean => refusals.isRefused(id, channel)
  const eventLog: EventLogParts = {
    log,
    visitors: new Visitors(application.channels, clock),
    held: new HeldAnswers(),
    faults: new ReplayFaults(clock),
    application,
    credentials,
    clock,
    gate,
    isRefused,
    limits: { ...settings.eventLog, maxMessageBytes },
  }
  const mayWhisper = settings.application.acceptClientEventsFrom !== 'none'
  const { channels } = application
  const socketIo = new SocketIoServer({ channels, credentials, isRefused, mayWhisper, gate, clock })
  const json = new JsonSockets({
    parts: eventLog,
    hasHistory: settings.eventLog.isOn,
    acknowledged: new Acknowledged(clock),
  })
  const connections = (): readonly OpenConnection[] => [
    ...sockets.open.values(),
    ...json.open.values(),
    ...socketIo.open.values(),
    ...eventLog.held.all,
  ]
  const demo = createDemoApi({
    clock,
    credentials,
    faultTargets: {
      connections,
      gate,
      refusals,
      credentials,
      visitors: eventLog.visitors,
      log: settings.eventLog.isOn ? logControl(eventLog, publisher) : undefined,
    },
    broadcast: ({ channel, event, data, exceptSocketId }) =>
      cursorHeader(publisher.publish({ channels: [channel], event, data: encodePhp(data), exceptSocketId })),
  })
  const broadcasting = broadcastingRoutes({
    settings: settings.application,
    credentials,
    isRefused,
    onAuthorized: ({ id }, socketId) => {
      sockets.claim(socketId, id)
    },
  })

  const api = new Hono()
  api.use(accessFromThisMachine())
  api.get('/up', (context) => context.json({ health: 'OK' }))
  api.route('/apps', httpApi({ application, publisher, clock, maxRequestBytes }))
  const eventsAt = settings.eventLog.isOn ? ['/broadcasting/events', '/:prefix/broadcasting/events'] : []
  for (const path of eventsAt) api.route(path, eventLogRoutes(eventLog))
  api.route('/broadcasting', broadcasting)
  api.route('/sanctum', csrfCookieRoute(credentials))
  api.route('/api', demo.routes)
  api.notFound((context) => context.json({ message: 'Not found.' }, 404))
  return { application, publisher, eventLog, sockets, json, socketIo, connections, demo, api }
}
