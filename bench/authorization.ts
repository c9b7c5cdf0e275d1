import { once } from 'node:events'
import LaravelEcho from 'laravel-echo'
import Pusher from 'pusher-js'
import { WebSocket } from 'ws'
import { Echo, reverb } from '@resound/echo/core'
import { startServer, type RunningServer } from '../playground/server/start-server.js'
import { startAuthorizationServer, type AuthorizationServer } from '../test/support/authorization-server.js'
import type { Section } from './report.js'
import { inTurns, spreadOf, timesOf } from './spread.js'

const ROUNDS = 9
const CHANNELS = 200
const LATENCY_MS = 100
const WHO = { Authorization: 'Bearer ada' }

const names = Array.from({ length: CHANNELS }, (_, i) => `room.${String(i)}`)

interface Place {
  readonly server: RunningServer
  readonly endpoint: string
}

/** Connects, and then subscribes to all channels; gives how long the latter took, in ms. */
type Contender = (place: Place) => Promise<number>

/** Resolves when it was called once for each channel. */
function countdown(): { done: Promise<void>; one: () => void } {
  let left = CHANNELS
  let finish = (): void => undefined
  const done = new Promise<void>((resolve) => (finish = resolve))
  return {
    done,
    one() {
      if (--left == 0) finish()
    },
  }
}

interface Frame {
  readonly event: string
  readonly data: string
}

/** What a person would write who knows the server: one request, and a frame for each channel. */
const byHand: Contender = async ({ server, endpoint }) => {
  const socket = new WebSocket(`ws://127.0.0.1:${String(server.port)}/app/${server.key}?protocol=7`)
  const { done, one } = countdown()
  const [text] = (await once(socket, 'message')) as [Buffer]
  const { socket_id } = JSON.parse((JSON.parse(String(text)) as Frame).data) as { socket_id: string }
  socket.on('message', (given: Buffer) => {
    if ((JSON.parse(String(given)) as Frame).event == 'pusher_internal:subscription_succeeded') one()
  })
  const start = performance.now()
  const fields = names.map((name): [string, string] => ['channel_name[]', `private-${name}`])
  const body = new URLSearchParams([['socket_id', socket_id], ...fields])
  const answer = await fetch(endpoint, { method: 'POST', body, headers: WHO })
  const found = (await answer.json()) as Record<string, { data: { auth: string } }>
  for (const [channel, { data }] of Object.entries(found))
    socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel, ...data } }))
  await done
  const took = performance.now() - start
  socket.close()
  return took
}

interface AnEcho {
  private(name: string): { subscribed(callback: () => void): unknown }
  disconnect(): void
}

async function subscribeToAll(echo: AnEcho): Promise<number> {
  const { done, one } = countdown()
  const start = performance.now()
  for (const name of names) echo.private(name).subscribed(one)
  await done
  const took = performance.now() - start
  echo.disconnect()
  return took
}

const resound =
  (batch: boolean): Contender =>
  async ({ server, endpoint }) => {
    const echo = new Echo({
      broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false }),
      authEndpoint: endpoint,
      auth: { headers: WHO, batch },
      platform: { WebSocket },
    })
    const connected = new Promise<void>((resolve) => {
      echo.connection.subscribe(() => {
        if (echo.connection.get().status == 'connected') resolve()
      })
    })
    await connected
    return subscribeToAll(echo)
  }

const laravelEcho: Contender = async ({ server, endpoint }) => {
  const echo = new LaravelEcho({
    broadcaster: 'reverb',
    Pusher,
    key: server.key,
    wsHost: '127.0.0.1',
    wsPort: server.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    authEndpoint: endpoint,
    auth: { headers: WHO },
  })
  await new Promise((resolve) => {
    echo.connector.pusher.connection.bind('connected', resolve)
  })
  return subscribeToAll(echo)
}

const contenders = {
  'one batched request, by hand': byHand,
  'Resound, batched': resound(true),
  'Resound, six at a time': resound(false),
  'laravel-echo + pusher-js': laravelEcho,
} as const

type Name = keyof typeof contenders

/** How long 200 private channels take where every answer takes 100 ms. */
export async function measureAuthorization(): Promise<Section[]> {
  const server = await startServer()
  const authorization: AuthorizationServer = await startAuthorizationServer({ app: server, latencyMs: LATENCY_MS })
  const place = { server, endpoint: authorization.endpoint }
  const all = Object.keys(contenders) as Name[]
  try {
    for (const name of all) await contenders[name](place)
    const found = await inTurns(all, ROUNDS, (name) => contenders[name](place))
    const of = (name: Name): number[] => found.get(name) ?? []
    return [
      {
        title: `${String(CHANNELS)} private channels, permission takes ${String(LATENCY_MS)} ms, in Node`,
        unit: 'ms until all are subscribed',
        base: 'times the request by hand',
        rows: all.map((name) => ({
          what: name,
          value: spreadOf(of(name)),
          times: timesOf(of(name), of('one batched request, by hand')),
          ...(name == 'Resound, batched' && { budget: { most: 1.3, of: 'times', judged: 'median' } as const }),
        })),
        remarks: ['In a browser pusher-js asks six at a time as well: Node lets it ask for all of them at once.'],
      },
    ]
  } finally {
    await authorization.stop()
    await server.stop()
  }
}
