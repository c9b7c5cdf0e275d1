import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { isGuarded, readerOf, type Reader } from '../authorization/reader.js'
import { authenticate } from '../authorization/authenticate.js'
import { refuse } from '../authorization/refuse.js'
import { answerHeld } from './answer-held.js'
import type { EventLogParts } from './event-log-parts.js'
import { readPlaces } from './places.js'
import { clientPath, readLogRequest, type LogRequest } from './log-request.js'
import { Reading } from './reading.js'
import { resetConnection, spoil } from './spoil.js'
import { whisperOverHttp } from './whisper-over-http.js'

/** `POST /broadcasting/events` and `/broadcasting/events/whisper`, behind any prefix: replay, long poll, event stream, and talking back. */
export function eventLogRoutes(parts: EventLogParts): Hono {
  const routes = new Hono()
  routes.use(async (context, next) => {
    if (parts.gate.isOpen(clientPath(context.req.path, []))) return next()
    // A server that restarts does not answer at all, nor does a wire that is cut.
    return resetConnection(context)
  })
  routes.post('/', limit(256 * 1024), (context) => readLog(context, parts))
  routes.post('/whisper', limit(parts.limits.maxMessageBytes), (context) => whisperOverHttp(context, parts))
  return routes
}

function limit(maxSize: number) {
  return bodyLimit({ maxSize, onError: (context) => context.json({ message: 'Payload too large.' }, 413) })
}

async function readLog(context: Context, parts: EventLogParts): Promise<Response> {
  const fault = parts.faults.take()
  const spoiled = fault && (await spoil(context, fault, parts.clock))
  if (spoiled) return spoiled
  const request = readLogRequest(await context.req.text())
  if (typeof request == 'string') return context.json({ message: request }, 422)
  if (!parts.gate.isOpen(clientPath(context.req.path, request.sockets))) return resetConnection(context)
  const caller = authenticate(context, parts.credentials)
  if (caller.status !== 200 && request.channels.some(({ name }) => isGuarded(name))) {
    return refuse(context, caller.status)
  }
  const reader = readerOf(context, parts)
  const isStream = /^\s*text\/event-stream\b/i.test(context.req.header('Accept') ?? '')
  if (isStream && !parts.limits.eventStream) return context.json({ message: 'No event streams here.' }, 406)
  const waitMs = Math.min(request.waitMs, parts.limits.maxWaitMs)
  const isHeld = isStream || request.waitMs > 0
  return isHeld
    ? answerHeld(context, { request, reader, isStream, waitMs }, parts)
    : context.json(replay(request, reader, parts))
}

function replay(request: LogRequest, reader: Reader, parts: EventLogParts) {
  const { limit, sockets } = request
  return new Reading({
    log: parts.log,
    places: readPlaces({ request, reader }, parts),
    limit,
    sockets: new Set(sockets),
    me: reader.user?.id,
  }).all()
}
