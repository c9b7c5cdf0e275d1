import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { DemoUser } from '../demo/users.js'
import type { ApplicationSettings } from '../pusher/settings.js'
import { authenticate, type Credentials } from './authenticate.js'
import { readAuthorizationRequest, readSocketId } from './authorization-request.js'
import { mayUse } from './channel-rules.js'
import { grantChannel, grantUser, type Grant } from './grant.js'
import { refusalMessage, refuse } from './refuse.js'

/** What the routes need of their server. */
export interface BroadcastingSurroundings {
  readonly settings: ApplicationSettings
  readonly credentials: Credentials
  /** Whether a channel is refused to a user for the moment, whatever the rules say. */
  readonly isRefused: (user: DemoUser, channel: string) => boolean
  /** A user proved to be the one behind a connection. */
  readonly onAuthorized: (user: DemoUser, socketId: string) => void
}

type Answer =
  { readonly status: 200; readonly data: Grant } | { readonly status: 403; readonly data: { readonly message: string } }

/** `POST /broadcasting/auth` (or `GET`, with the same fields as a query) and `/broadcasting/user-auth`, as Laravel has them, and the batched form of the first. */
export function broadcastingRoutes(around: BroadcastingSurroundings): Hono {
  const routes = new Hono()
  routes.use(bodyLimit({ maxSize: 128 * 1024, onError: (c) => c.json({ message: 'Payload too large.' }, 413) }))
  routes.on(['GET', 'POST'], '/auth', (context) => authorizeChannels(context, around))
  routes.post('/user-auth', (context) => authorizeUser(context, around))
  return routes
}

async function authorizeChannels(context: Context, around: BroadcastingSurroundings): Promise<Response> {
  const caller = authenticate(context, around.credentials)
  if (caller.status !== 200) return refuse(context, caller.status)
  const { req } = context
  const isQuery = req.method === 'GET'
  const fields = isQuery ? new URL(req.url).search : await req.text()
  const request = readAuthorizationRequest(fields, isQuery ? 'query' : (req.header('Content-Type') ?? ''))
  if (!request) return context.json({ message: 'Expected a socket_id such as 123.456 and a channel_name.' }, 422)
  const { socketId, channels, isBatch } = request
  const answer = (channel: string): Answer => {
    const isAllowed = mayUse(caller.user, channel) && !around.isRefused(caller.user, channel)
    if (!isAllowed) return { status: 403, data: { message: refusalMessage(403) } }
    around.onAuthorized(caller.user, socketId)
    return { status: 200, data: grantChannel({ socketId, channel, user: caller.user }, around.settings) }
  }
  // `fromEntries` defines properties, so a channel may be called anything.
  if (isBatch) return context.json(Object.fromEntries(channels.map((channel) => [channel, answer(channel)])))
  const { status, data } = answer(channels[0] ?? '')
  return status === 200 ? context.json(data) : refuse(context, status)
}

async function authorizeUser(context: Context, around: BroadcastingSurroundings): Promise<Response> {
  const caller = authenticate(context, around.credentials)
  if (caller.status !== 200) return refuse(context, caller.status)
  const socketId = readSocketId(await context.req.text(), context.req.header('Content-Type') ?? '')
  if (socketId === undefined) return context.json({ message: 'Expected a socket_id such as 123.456.' }, 422)
  return context.json(grantUser(socketId, caller.user, around.settings))
}
