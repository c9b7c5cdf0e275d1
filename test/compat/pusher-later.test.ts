import Pusher from 'pusher-js'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import Ours from '@resound/echo'
import { libraryConnector } from '../../packages/echo/src/connectors/pusher-connector.js'
import { pusherLater } from '../../packages/echo/src/connectors/pusher-later.js'
import { startServer } from '../../playground/server/start-server.js'
import { startFaultProxy } from '../support/fault-proxy.js'
import { publisher } from '../support/pusher-api.js'
import { until } from '../support/until.js'
import type { Reached } from './both.js'

/** `pusher` by its name, on a real pusher-js and a real server; what is loaded comes when the test says so. */
async function setUp(options: { key?: string; client?: Pusher } = {}) {
  const server = await startServer({})
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: server.port } })
  const where = { wsHost: '127.0.0.1', wsPort: proxy.port, forceTLS: false, enabledTransports: ['ws'], cluster: '' }
  const loads: { succeed(): void; fail(): void }[] = []
  const errors: { kind: string; message: string }[] = []
  const made: { disconnect(): void }[] = []
  onTestFinished(async () => {
    for (const one of made) one.disconnect()
    await proxy.stop()
    await server.stop()
  })
  const load = (): Promise<{ libraryConnector: typeof libraryConnector }> =>
    new Promise((resolve, reject) => {
      loads.push({
        succeed: () => {
          resolve({ libraryConnector })
        },
        fail: () => {
          reject(new TypeError('no network'))
        },
      })
    })
  const client = (): Pusher => {
    const pusher = new Pusher(server.key, where as never)
    made.push(pusher)
    return pusher
  }
  const make = (more: object = {}): Reached => {
    const broadcaster = pusherLater('pusher', { key: server.key, Pusher: Pusher, ...where, ...options, ...more }, load)
    const onError = (error: unknown): void => void errors.push(error as (typeof errors)[number])
    const echo: Reached = new Ours({ broadcaster, onError, platform: { WebSocket, random: () => 0 } })
    made.push(echo)
    return echo
  }
  return { client, errors, loads, make, proxy, publish: publisher({ ...server, httpUrl: server.url }) }
}

const inState = async (echo: Reached, state: string): Promise<void> => {
  await until(() => echo.connector.pusher.connection.state == state, { what: `pusher-js to be ${state}` })
}
const inStatus = async (echo: Reached, status: string): Promise<void> => {
  await until(() => echo.connection.get().status == status, { what: `the status ${status}` })
}

describe('pusher by its name, before it is loaded', () => {
  it('has pusher-js, which connects meanwhile, and goes on with that connection', async () => {
    const { errors, loads, make, proxy, publish } = await setUp()
    const echo = make()
    expect(echo.connector.pusher).toBeInstanceOf(Pusher)
    expect([echo.connector.pusher.connection.state, echo.connectionStatus()]).toEqual(['connecting', 'connecting'])
    const heard: unknown[] = []
    const channel = echo.channel('news').listen('.said', (data: unknown) => heard.push(data))
    channel.subscription.bind('said', () => heard.push('bound'))
    await inState(echo, 'connected')
    loads[0]?.succeed()
    await inStatus(echo, 'connected')
    expect(echo.socketId()).toBe(echo.connector.pusher.connection.socket_id)
    await until(() => channel.state.status == 'subscribed', { what: 'the subscription' })
    await publish('news', 'said', { n: 1 })
    await until(() => heard.length == 2, { what: 'both' })
    expect([proxy.accepted, loads.length, errors]).toEqual([1, 1, []])
  })

  it('goes on with an attempt that is under way', async () => {
    const { loads, make, proxy } = await setUp()
    const echo = make()
    loads[0]?.succeed()
    await inStatus(echo, 'connected')
    expect(proxy.accepted).toBe(1)
  })

  it('leaves it closed where the application closed it, until one of both connects again', async () => {
    for (const who of ['echo', 'pusher']) {
      const { loads, make } = await setUp()
      const echo = make()
      if (who == 'echo') await inState(echo, 'connected')
      echo.connector.pusher.disconnect()
      loads[0]?.succeed()
      await inStatus(echo, 'closed')
      expect(echo.connection.get().error.message).toContain('pusher.disconnect()')
      expect(echo.connector.pusher.connection.state).toBe('disconnected')
      if (who == 'echo') echo.connect()
      else echo.connector.pusher.connect()
      await inStatus(echo, 'connected')
    }
  })

  it('takes it as it is where the application closed it and connected it again', async () => {
    const { loads, make } = await setUp()
    const echo = make()
    echo.connector.pusher.disconnect()
    echo.connector.pusher.connect()
    loads[0]?.succeed()
    await inStatus(echo, 'connected')
  })

  it('connects an instance that was given to it closed', async () => {
    const { client, loads, make } = await setUp()
    const given = client()
    given.disconnect()
    const echo = make({ client: given })
    loads[0]?.succeed()
    await inStatus(echo, 'connected')
  })

  it('ends pusher-js with the Echo, also when what is loaded comes later, and connects again', async () => {
    const { loads, make } = await setUp()
    const echo = make()
    await inState(echo, 'connected')
    echo.disconnect()
    expect([echo.connector.pusher.connection.state, echo.connectionStatus()]).toEqual(['disconnected', 'disconnected'])
    loads[0]?.succeed()
    await new Promise((resolve) => setImmediate(resolve))
    expect(echo.connector.pusher.connection.state).toBe('disconnected')
    echo.connect()
    await inStatus(echo, 'connected')
  })

  it('does not take the instance from another Echo that is on it', async () => {
    const { client, loads, make } = await setUp()
    const shared = client()
    const first = make({ client: shared })
    loads[0]?.succeed()
    await inStatus(first, 'connected')
    const second = make({ client: shared })
    second.disconnect()
    expect([shared.connection.state, first.connectionStatus()]).toEqual(['connected', 'connected'])
  })

  it('hears a refusal for good once more', async () => {
    const { errors, loads, make } = await setUp({ key: 'another' })
    const echo = make()
    await inState(echo, 'disconnected')
    loads[0]?.succeed()
    await inStatus(echo, 'failed')
    expect(echo.connection.get().error.code).toBe(4001)
    expect(errors.length).toBeGreaterThan(0)
  })

  it('tries again at once where the server could not be reached, and does not wait for what is over', async () => {
    const { loads, make, proxy } = await setUp()
    await proxy.refuse(true, 'reset')
    const echo = make()
    const { timeline } = echo.connector.pusher
    await until(() => timeline.events.some(({ state }: Reached) => state == 'closed'), {
      what: 'the end of the attempt',
    })
    await proxy.restore()
    loads[0]?.succeed()
    // pusher-js by itself would wait for up to half a minute.
    await inStatus(echo, 'connected')
  })

  it('tries once where pusher-js was about to try again, by whatever way', async () => {
    const { loads, make, proxy } = await setUp()
    proxy.acceptThenDrop(true, 'answer')
    const echo = make({ enabledTransports: undefined, disabledTransports: ['sockjs', 'xhr_streaming', 'xhr_polling'] })
    const { connection } = echo.connector.pusher
    await until(() => connection.retryTimer, { what: 'pusher-js to give up' })
    await proxy.restore()
    loads[0]?.succeed()
    await inStatus(echo, 'connected')
    // It would end that connection without a word.
    expect(connection.retryTimer).toBe(null)
    expect(echo.socketId()).toBe(connection.socket_id)
  })

  it('connects anew where a connection was had and lost, which pusher-js calls connected until it tries again', async () => {
    const { loads, make, proxy, publish } = await setUp()
    const echo = make()
    const heard: unknown[] = []
    const channel = echo.channel('news').listen('.said', (data: unknown) => heard.push(data))
    await inState(echo, 'connected')
    const { connection } = echo.connector.pusher
    proxy.cut()
    await until(() => connection.retryTimer, { what: 'pusher-js to find the end' })
    expect(connection.state).toBe('connected')
    loads[0]?.succeed()
    await inStatus(echo, 'connected')
    expect([proxy.accepted, connection.retryTimer, echo.socketId()]).toEqual([2, null, connection.socket_id])
    await until(() => channel.state.status == 'subscribed', { what: 'the subscription' })
    await publish('news', 'said', { n: 1 })
    await until(() => heard.length == 1, { what: 'the event' })
  })

  it('takes a load that failed for an attempt that failed, and pusher-js as it is then', async () => {
    const { loads, make, proxy } = await setUp()
    const echo = make()
    await inState(echo, 'connected')
    loads[0]?.fail()
    await until(() => loads.length == 2, { what: 'the second load' })
    loads[1]?.succeed()
    await inStatus(echo, 'connected')
    expect(proxy.accepted).toBe(1)
  })
})
