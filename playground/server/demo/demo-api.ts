import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Credentials } from '../authorization/authenticate.js'
import type { ServerClock } from '../clock.js'
import { accountRoutes } from './account-routes.js'
import type { Broadcast } from './broadcast.js'
import { readFields, readText, refuseText, signedInOnly, type SignedInEnvironment } from './caller.js'
import { conversationRoutes } from './conversation-routes.js'
import { Conversations } from './conversations.js'
import { exportRoutes } from './export-routes.js'
import { Exports } from './exports.js'
import { readFaultRequest } from './fault-request.js'
import { applyFault, type FaultTargets } from './faults.js'
import { notification, NOTIFICATION_EVENT } from './notification.js'
import { Orders } from './orders.js'
import { Streams } from './streams.js'
import { findUser } from './users.js'

/** What the demo needs of its server. */
export interface DemoSurroundings {
  readonly clock: ServerClock
  readonly credentials: Credentials
  readonly broadcast: Broadcast
  readonly faultTargets: FaultTargets
}

/** The demo's own API, and how to stop what it started. */
export interface DemoApi {
  readonly routes: Hono<SignedInEnvironment>
  dispose(): void
}

/** The application behind the playground's page: conversations, an assistant, orders, notifications, and breaking things. */
export function createDemoApi({ clock, credentials, broadcast, faultTargets }: DemoSurroundings): DemoApi {
  const conversations = new Conversations(clock)
  const orders = new Orders(clock)
  const exports = new Exports(clock)
  const streams = new Streams(clock, {
    changed: (message) => {
      conversations.update(message)
    },
    happened: ({ conversationId }, { event, data }) => {
      broadcast({ channel: `private-conversation.${conversationId}`, event, data })
    },
  })

  const routes = new Hono<SignedInEnvironment>()
  routes.use(bodyLimit({ maxSize: 32 * 1024, onError: (c) => c.json({ message: 'Payload too large.' }, 413) }))
  routes.route('/', accountRoutes(credentials))
  routes.route('/', exportRoutes(exports, credentials))
  routes.use(signedInOnly(credentials))
  routes.route('/', conversationRoutes({ conversations, streams, broadcast }))
  routes.get('/orders', (context) => context.json(orders.list()))
  routes.post('/orders/:id/advance', (context) => {
    const order = orders.advance(context.req.param('id'))
    if (!order) return context.json({ message: 'Not found.' }, 404)
    broadcast({ channel: `private-orders.${order.id}`, event: 'order.status.updated', data: order })
    return context.json(order)
  })
  routes.post('/notify', (context) => notify(context, broadcast))
  routes.post('/faults', (context) => breakSomething(context, faultTargets))
  return {
    routes,
    dispose() {
      streams.dispose()
      exports.dispose()
    },
  }
}

async function notify(context: Context<SignedInEnvironment>, broadcast: Broadcast): Promise<Response> {
  const text = await readText(context)
  if (text === undefined) return refuseText(context)
  const { userId = context.get('caller').user.id } = await readFields(context)
  const user = typeof userId == 'string' ? findUser(userId) : undefined
  if (!user) return context.json({ message: 'userId must be one of the users.' }, 422)
  const data = notification('App\\Notifications\\Note', { text, from: context.get('caller').user.name })
  broadcast({ channel: `private-App.Models.User.${user.id}`, event: NOTIFICATION_EVENT, data })
  return context.json(data, 201)
}

async function breakSomething(context: Context<SignedInEnvironment>, targets: FaultTargets): Promise<Response> {
  const request = readFaultRequest(await readFields(context))
  if (typeof request == 'string') return context.json({ message: request }, 422)
  const connections = applyFault(request, context.get('caller'), targets)
  if (connections === null) return context.json({ message: 'That is nothing that you have here.' }, 404)
  return context.json({ kind: request.kind, ms: request.ms, connections })
}
