import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ServerClock } from '../clock.js'
import { CURSOR_HEADER, cursorHeader, type Publisher } from '../publisher.js'
import type { Application } from './application.js'
import { channelInfo } from './channel-info.js'
import { readBatchRequest, readPublishRequest } from './publish-request.js'
import { refusal } from './signature.js'

/** What the routes need of their server. */
export interface HttpApiSurroundings {
  readonly application: Application
  readonly publisher: Publisher
  readonly clock: ServerClock
  /** The largest request, in bytes. */
  readonly maxRequestBytes: number
}

/** The Pusher HTTP API below `/apps`: publishing, and what is going on, for any Pusher server library. */
export function httpApi({ application, publisher, clock, maxRequestBytes }: HttpApiSurroundings): Hono {
  const api = new Hono()
  const { settings, channels } = application

  api.use(bodyLimit({ maxSize: maxRequestBytes, onError: (c) => c.json({ message: 'Payload too large.' }, 413) }))
  api.use('/:appId/*', async (context, next) => {
    const appId = context.req.param('appId')
    if (appId !== settings.appId) return context.json({ message: `No matching application for ID [${appId}].` }, 404)
    const url = new URL(context.req.url)
    const body = await context.req.text()
    const message = refusal(
      { method: context.req.method, path: url.pathname, query: url.searchParams, body },
      settings,
      clock.now(),
    )
    return message === undefined ? next() : context.json({ message }, 401)
  })

  api.post('/:appId/events', async (context) => publishOne(context, application, publisher))
  api.post('/:appId/batch_events', async (context) => publishBatch(context, application, publisher))
  api.get('/:appId/channels', (context) => {
    const prefix = context.req.query('filter_by_prefix') ?? ''
    const info = context.req.query('info') ?? ''
    const found = [...channels.all()].filter(({ name }) => name.startsWith(prefix))
    return context.json({
      channels: Object.fromEntries(found.map((channel) => [channel.name, channelInfo(channel, info)])),
    })
  })
  api.get('/:appId/channels/:name', (context) => {
    const info = `occupied,${context.req.query('info') ?? ''}`
    return context.json(channelInfo(channels.find(context.req.param('name')), info))
  })
  api.get('/:appId/channels/:name/users', (context) => {
    const channel = channels.find(context.req.param('name'))
    if (!channel) return context.json({}, 404)
    if (!channel.isPresence) return context.json({}, 400)
    return context.json({ users: channel.userIds.map((id) => ({ id })) })
  })
  api.get('/:appId/connections', (context) => context.json({ connections: application.subscribedCount }))
  return api
}

async function publishOne(context: Context, application: Application, publisher: Publisher): Promise<Response> {
  const request = readPublishRequest(await context.req.text())
  if ('message' in request) return context.json(request, 422)
  const header = cursorHeader(publisher.relay(request))
  if (request.exceptSocketId !== undefined && header !== undefined) context.header(CURSOR_HEADER, header)
  if (request.info === undefined) return context.json({})
  const { info } = request
  const answers = request.channels.map((name) => [name, channelInfo(application.channels.find(name), info)] as const)
  return context.json({ channels: Object.fromEntries(answers) })
}

async function publishBatch(context: Context, application: Application, publisher: Publisher): Promise<Response> {
  const requests = readBatchRequest(await context.req.text())
  if ('message' in requests) return context.json(requests, 422)
  for (const request of requests) publisher.relay(request)
  if (requests.every(({ info }) => info === undefined)) return context.json({ batch: {} })
  const answers = requests.map(({ channels, info = '' }) =>
    channelInfo(application.channels.find(channels[0] ?? ''), info),
  )
  return context.json({ batch: answers })
}
