import { Hono, type Context } from 'hono'
import type { Credentials } from '../authorization/authenticate.js'
import { signedInOnly, type SignedInEnvironment } from './caller.js'
import type { Exports } from './exports.js'

/** `POST /exports` begins one; `GET /exports/{id}/progress` tells how far it is, as a one-way stream that ends with it. */
export function exportRoutes(exports: Exports, credentials: Credentials): Hono<SignedInEnvironment> {
  const routes = new Hono<SignedInEnvironment>()
  routes.post('/exports', signedInOnly(credentials), (context) => context.json({ id: exports.begin() }, 201))
  // An `EventSource` sends no headers of its own, so that the id is what lets one in.
  routes.get('/exports/:id/progress', (context) => progress(context, exports))
  return routes
}

function progress(context: Context<SignedInEnvironment>, exports: Exports): Response {
  const after = Number(context.req.header('Last-Event-ID') ?? -1)
  const stream = exports.watch(context.req.param('id') ?? '', Number.isFinite(after) ? after : -1)
  if (!stream) return context.json({ message: 'Not found.' }, 404)
  return context.body(stream, 200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  })
}
