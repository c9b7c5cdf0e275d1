import { createRequire } from 'node:module'
import { Echo, eventLog, interceptFetch, socketIo, type EchoOptions, type SocketIoSocket } from '@resound/echo/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../support/until.js'
import { startLaravelEchoServer } from './laravel-echo-server.js'
import { startLaravel, type Laravel } from './laravel.js'
import { startRedis, type RedisServer } from './redis.js'
import { bearerOf, ServerUnavailableError, type TestServer, type TestUser } from './server.js'

const io = createRequire(import.meta.url)('socket.io-client-2') as (url: string, options: object) => SocketIoSocket

describe('a real Laravel that broadcasts through Redis and laravel-echo-server', () => {
  let unavailable: string | undefined
  let redis: RedisServer
  let laravel: Laravel
  let server: TestServer
  const stops: (() => Promise<void>)[] = []

  beforeAll(async () => {
    try {
      redis = await startRedis()
      stops.push(() => redis.stop())
      laravel = await startLaravel({
        connection: 'logged',
        through: 'redis',
        env: { REDIS_PORT: String(redis.port) },
      })
      stops.push(() => laravel.stop())
      server = await startLaravelEchoServer({
        application: { redis, authorizationEndpoint: laravel.authorizationEndpoint },
      })
      stops.push(() => server.stop())
    } catch (error) {
      if (!(error instanceof ServerUnavailableError)) throw error
      unavailable = error.message
    }
  })
  beforeEach(({ skip }) => {
    skip(unavailable !== undefined, unavailable)
  })
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop()
  })

  function client(user: TestUser, options: Partial<EchoOptions> = {}): Echo {
    const echo = new Echo({
      broadcaster: socketIo({ client: io, host: server.httpUrl, transports: ['websocket'], forceNew: true }),
      auth: { headers: bearerOf(user) },
      ...options,
    })
    onTestFinished(() => {
      echo.disconnect()
    })
    return echo
  }
  /** Who is subscribed is not announced there: what is published until it is heard says so. */
  const hearing = (channel: string, heard: () => boolean): Promise<unknown> =>
    until(async () => {
      if (heard()) return true
      await laravel.publish({ channels: [channel], event: 'hello', data: {} })
      return heard()
    })

  it('lets in whom the application permits, and brings its events', async () => {
    const echo = client('ada')
    const heard: unknown[] = []
    const refused: unknown[] = []
    let hello = false
    echo
      .private('orders.1')
      .listen('.hello', () => (hello = true))
      .listen('OrderShipped', (event) => heard.push(event))
    echo.private('App.Models.User.2').error((error) => refused.push(error))
    await hearing('private-orders.1', () => hello)
    await laravel.post('/orders/1/ship', { carrier: 'bike' }, bearerOf('grace'))
    await until(() => heard.length > 0 && refused.length > 0)
    // Laravel's Redis broadcaster leaves the socket in.
    expect(heard).toEqual([{ orderId: 1, carrier: 'bike', socket: null }])
    expect(refused).toMatchObject([{ kind: 'authorization', channel: 'private-App.Models.User.2' }])
  })

  it('tells who is here, as the application says', async () => {
    const members = new Promise((resolve) => {
      client('grace').join('room.redis').here(resolve)
    })
    expect(await members).toEqual([{ id: '2', name: 'Grace Hopper' }])
  })

  it('leaves out who sent it to others', async () => {
    const heard: Record<TestUser, string[]> = { ada: [], grace: [] }
    const hello = { ada: false, grace: false }
    const [ada] = (['ada', 'grace'] as const).map((user) => {
      const echo = client(user)
      echo
        .private('orders.2')
        .listen('.hello', () => (hello[user] = true))
        .listen('OrderShipped', ({ carrier }: { carrier: string }) => heard[user].push(carrier))
      return echo
    })
    await hearing('private-orders.2', () => hello.ada && hello.grace)
    const page = { fetch: (...request: Parameters<typeof fetch>) => fetch(...request) }
    interceptFetch(page, () => ada?.socketId(), { origins: [laravel.url] })
    const ship = (carrier: string, send: typeof page.fetch): Promise<Response> =>
      send(`${laravel.url}/orders/2/ship`, {
        method: 'POST',
        headers: { ...bearerOf('ada'), 'Content-Type': 'application/json' },
        body: JSON.stringify({ carrier }),
      })
    await ship('for others', page.fetch)
    await ship('for all', fetch)
    await until(() => heard.ada.length > 0 && heard.grace.length > 1)
    expect(heard).toEqual({ ada: ['for all'], grace: ['for others', 'for all'] })
  })

  it('reads from the event log what was broadcast while it was away', async () => {
    const history = eventLog({ endpoint: `${laravel.url}/broadcasting/events` })
    const echo = client('ada', { history })
    const heard: number[] = []
    const channel = echo.private('orders.3').listen('.numbered', ({ number }: { number: number }) => heard.push(number))
    let hello = false
    channel.listen('.hello', () => (hello = true))
    await hearing('private-orders.3', () => hello)
    await until(() => channel.guarantee == 'gapless')
    await laravel.artisan('test:publish', 'private-orders.3', '3', '0')
    await until(() => heard.length == 3)
    await server.restart?.()
    await laravel.artisan('test:publish', 'private-orders.3', '2', '0')
    await until(() => heard.length >= 5, { withinMs: 30_000 })
    expect(heard).toEqual([1, 2, 3, 1, 2])
  })
})
