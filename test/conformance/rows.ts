import { pollingByName, sseByName } from './connectors/event-log.js'
import { laravelEchoOnPusher } from './connectors/laravel-echo.js'
import { ablyByName, pusherByName } from './connectors/pusher.js'
import { reverbByName, reverbFromCore } from './connectors/reverb.js'
import { laravelEchoOnSocketIo, socketIoByName, socketIoFromCore } from './connectors/socket-io.js'
import { spiralExample } from './connectors/spiral.js'
import { fastApiGreetingPath } from '../servers/fastapi.js'
import { websocketOnGreeting, websocketOnPlain, websocketWithPermissions } from './connectors/websocket.js'
import type { Lacks } from './needs.js'
import type { ConnectorUnderTest, ServerUnderTest } from './subject.js'
import {
  embeddedJsonSubject,
  embeddedLacks,
  embeddedLogSubject,
  embeddedOtherLacks,
  embeddedSocketIoSubject,
  embeddedSubject,
} from './subjects/embedded.js'
import { fastApiGreetingLacks, fastApiGreetingSubject, fastApiLacks, fastApiSubject } from './subjects/fastapi.js'
import { laravelLacks, laravelSubject } from './subjects/laravel.js'
import { behindNginx } from './subjects/nginx.js'
import { reverbLacks, reverbSubject } from './subjects/reverb.js'
import {
  laravelEchoServerLacks,
  laravelEchoServerSubject,
  socketIoLacks,
  socketIoSubject,
} from './subjects/socket-io.js'
import { soketiLacks, soketiSubject } from './subjects/soketi.js'

/** One server, and who is shown on it. */
export interface Row {
  /** For tables. */
  readonly server: string
  /** What it cannot show, and why. */
  readonly lacks: Lacks
  /** Starts it. Rejects with a `ServerUnavailableError` where it cannot be had. */
  start(): Promise<ServerUnderTest>
  readonly connectors: readonly ConnectorUnderTest[]
}

/** Every server with every connector that fits it: what `npm test` plays, and what `docs/broadcasters.md` tells. */
export const rows = {
  embedded: {
    server: 'embedded server',
    lacks: embeddedLacks,
    start: embeddedSubject,
    connectors: [reverbByName, reverbFromCore, spiralExample, pusherByName, ablyByName, laravelEchoOnPusher],
  },
  embeddedJson: {
    server: 'embedded server, JSON web socket',
    lacks: embeddedOtherLacks,
    start: embeddedJsonSubject,
    connectors: websocketWithPermissions('/ws'),
  },
  embeddedSocketIo: {
    server: 'embedded server, Socket.IO',
    lacks: embeddedOtherLacks,
    start: embeddedSocketIoSubject,
    connectors: [socketIoByName(4), socketIoByName(2)],
  },
  embeddedLog: {
    server: 'embedded server, event log',
    lacks: embeddedOtherLacks,
    start: embeddedLogSubject,
    connectors: [sseByName, pollingByName],
  },
  soketi: {
    server: 'Soketi 1.6.1',
    lacks: soketiLacks,
    start: soketiSubject,
    connectors: [reverbByName, pusherByName, ablyByName, laravelEchoOnPusher],
  },
  reverb: { server: 'Reverb 1.10.2', lacks: reverbLacks, start: reverbSubject, connectors: [reverbByName] },
  laravel: {
    server: 'real Laravel + embedded server',
    lacks: laravelLacks,
    start: laravelSubject,
    connectors: [reverbByName],
  },
  nginx: {
    server: 'embedded server behind nginx',
    lacks: embeddedLacks,
    start: () => behindNginx(embeddedSubject),
    connectors: [reverbByName],
  },
  socketIo: {
    server: 'Socket.IO 4.8',
    lacks: socketIoLacks,
    start: socketIoSubject,
    connectors: [socketIoByName(4), socketIoFromCore(4), laravelEchoOnSocketIo(4)],
  },
  laravelEchoServer: {
    server: 'laravel-echo-server 1.6.3',
    lacks: laravelEchoServerLacks,
    start: laravelEchoServerSubject,
    connectors: [socketIoByName(2), laravelEchoOnSocketIo(2)],
  },
  fastApi: { server: 'FastAPI', lacks: fastApiLacks, start: fastApiSubject, connectors: websocketOnPlain },
  fastApiGreeting: {
    server: 'FastAPI that greets',
    lacks: fastApiGreetingLacks,
    start: fastApiGreetingSubject,
    connectors: websocketOnGreeting(fastApiGreetingPath),
  },
} as const satisfies Record<string, Row>
