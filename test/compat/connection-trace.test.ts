import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../support/until.js'
import { both, clients, type Both, type Client, type Reached } from './both.js'
import { startRelay } from './differential/relay.js'
import { traceOf, type Trace } from './trace.js'

/** Runs a script on both libraries, one after the other, and compares what their connections told. */
async function compare(
  script: (echo: Reached, around: Both) => Promise<void>,
  options: Record<string, unknown> = {},
): Promise<Trace> {
  const traces = new Map<Client, Trace>()
  for (const client of clients) {
    const around = await both({}, 1)
    const echo = around.make(client, options)
    traces.set(client, traceOf(echo.connector.pusher.connection))
    await script(echo, around)
  }
  const [theirs, ours] = clients.map((client) => traces.get(client))
  expect(ours).toEqual(theirs)
  return ours ?? []
}

const stateIs = (echo: Reached, state: string): Promise<unknown> =>
  until(() => echo.connector.pusher.connection.state == state, { what: state })

const states = (trace: Trace): unknown[] =>
  trace.filter(([event]) => event == 'state_change').map(([, data]) => (data as { current: string }).current)

describe('the connection of pusher-js and ours tell the same', () => {
  it('of a first connection', async () => {
    const trace = await compare(async (echo) => {
      const { connection } = echo.connector.pusher
      expect(connection.state).toBe('connecting')
      expect(connection.socket_id).toBeUndefined()
      await stateIs(echo, 'connected')
      expect(connection.socket_id).toBe(echo.socketId())
    })
    expect(trace).toEqual([
      ['state_change', { previous: 'connecting', current: 'connected' }],
      ['connected', { socket_id: 'string' }],
    ])
  })

  it('of every frame after the handshake, decoded, pongs too', async () => {
    const trace = await compare(async (echo, { server }) => {
      const { pusher } = echo.connector
      const seen: Reached[] = []
      pusher.connection.bind('message', (message: Reached) => seen.push(message))
      await stateIs(echo, 'connected')
      echo.join('room.1')
      await until(() => seen.some(({ event }) => event == 'pusher_internal:subscription_succeeded'))
      server.publish('presence-room.1', 'text', '"as text"')
      server.publish('presence-room.1', 'number', 7)
      server.publish('presence-room.1', 'broken', '{')
      await until(() => seen.some(({ event }) => event == 'broken'))
      expect(pusher.send_event('pusher:ping', {})).toBe(true)
      await until(() => seen.some(({ event }) => event == 'pusher:pong'))
    })
    expect(trace.map(([event]) => event)).toContain('message')
  })

  it('of a frame that makes no sense, and of an error of the server', async () => {
    const trace = await compare(async (echo, { server }) => {
      const errors: unknown[] = []
      echo.connector.pusher.connection.bind('error', (error: unknown) => errors.push(error))
      await stateIs(echo, 'connected')
      server.sendFrame(echo.socketId(), 'nonsense')
      server.sendFrame(echo.socketId(), '{"event":"pusher:error","data":"{\\"code\\":4301,\\"message\\":\\"slow\\"}"}')
      await until(() => errors.length == 2)
    })
    expect(trace.filter(([event]) => event == 'error')).toHaveLength(2)
  })

  it('of a connection that is cut and comes back', async () => {
    const trace = await compare(async (echo, { proxy }) => {
      const { connection } = echo.connector.pusher
      await stateIs(echo, 'connected')
      const first = connection.socket_id
      proxy.cut()
      await stateIs(echo, 'connecting')
      expect(connection.socket_id).toBe(first)
      await stateIs(echo, 'connected')
      expect(connection.socket_id).not.toBe(first)
    })
    expect(trace.slice(2)).toEqual([
      ['error', { type: 'PusherError', data: { code: 1006 } }],
      ['connecting_in', 1],
      ['state_change', { previous: 'connected', current: 'connecting' }],
      ['connecting', undefined],
      ['state_change', { previous: 'connecting', current: 'connected' }],
      ['connected', { socket_id: 'string' }],
    ])
  })

  it('of disconnect() and connect(), apart and in one turn', async () => {
    const trace = await compare(async (echo) => {
      const { pusher } = echo.connector
      await stateIs(echo, 'connected')
      pusher.disconnect()
      expect(pusher.connection.state).toBe('disconnected')
      expect(pusher.send_event('pusher:ping', {})).toBe(false)
      pusher.connect()
      pusher.connect()
      await stateIs(echo, 'connected')
      pusher.disconnect()
      pusher.connect()
      await stateIs(echo, 'connected')
    })
    expect(states(trace)).toEqual([
      ...['connected', 'disconnected', 'connecting', 'connected', 'disconnected', 'connecting', 'connected'],
    ])
  })

  it('of a refusal for good', async () => {
    const trace = await compare(
      async (echo) => {
        await stateIs(echo, 'disconnected')
      },
      { key: 'nobody' },
    )
    expect(trace).toEqual([
      ['error', { type: 'WebSocketError', error: { type: 'PusherError', data: { code: 4001 } } }],
      ['state_change', { previous: 'connecting', current: 'disconnected' }],
      ['disconnected', undefined],
    ])
  })

  it('of an end whose code says what to do, which is told twice', async () => {
    const codes = ['4100', '1002', '1001']
    const errors = async (client: Client, code: string): Promise<unknown> => {
      const { server, make } = await both({}, 1)
      const relay = await startRelay(server.port)
      onTestFinished(() => relay.stop())
      const echo = make(client, { wsPort: relay.port })
      const trace = traceOf(echo.connector.pusher.connection)
      await stateIs(echo, 'connected')
      relay.close(Number(code))
      await until(() => trace.some(([event]) => event == 'connecting_in'))
      return trace.filter(([event]) => event == 'error')
    }
    for (const code of codes) expect(await errors('resound', code), code).toEqual(await errors('laravel-echo', code))
  })

  it('of a server that cannot be reached, the countdown to each attempt aside', async () => {
    for (const client of clients) {
      const around = await both()
      await around.proxy.refuse(true)
      const echo = around.make(client, { unavailableTimeout: 200 })
      const trace = traceOf(echo.connector.pusher.connection)
      await stateIs(echo, 'unavailable')
      // pusher-js counts down after a drop alone; ours before every attempt, since it knows when that comes.
      expect(trace.filter(([event]) => event != 'connecting_in')).toEqual([
        ['state_change', { previous: 'connecting', current: 'unavailable' }],
        ['unavailable', undefined],
      ])
    }
  })
})

it('goes from unavailable to connected when the server is back', async () => {
  const around = await both()
  await around.proxy.refuse(true)
  const echo = around.make('resound', { unavailableTimeout: 100 })
  const trace = traceOf(echo.connector.pusher.connection)
  await stateIs(echo, 'unavailable')
  await around.proxy.restore()
  // At most an immediate retry, never a second socket.
  echo.connector.pusher.connect()
  echo.connector.pusher.connection.connect()
  await stateIs(echo, 'connected')
  expect(states(trace)).toEqual(['unavailable', 'connected'])
  expect(around.server.connections()).toHaveLength(1)
})

it('takes an application that runs a timer of its own against ours: one socket at a time', async () => {
  const { make, proxy, server } = await both()
  const echo = make('resound')
  const { pusher } = echo.connector
  const timer = setInterval(() => pusher.connect(), 1)
  onTestFinished(() => {
    clearInterval(timer)
  })
  await stateIs(echo, 'connected')
  const first: string = echo.socketId()
  proxy.cut()
  await until(() => pusher.connection.state == 'connected' && echo.socketId() != first)
  await until(() => server.connections().length == 1)
  expect(proxy.accepted).toBe(2)
})

it.each(clients)(
  'binds and unbinds by event, callback and context, without harm for unknown names: %s',
  async (client) => {
    const echo = (await both()).make(client)
    const { connection } = echo.connector.pusher
    const called: string[] = []
    const one = (): unknown => called.push('one')
    function two(this: { name: string }): void {
      called.push(this.name)
    }
    const context = { name: 'context' }
    const other = { name: 'other' }
    connection.bind('nonsense', one).unbind('more nonsense').unbind('nonsense', two)
    connection.bind('connected', one).bind('connected', two, context).bind('connected', two, other)
    connection.unbind('connected', two, other).unbind('connected', () => undefined)
    await stateIs(echo, 'connected')
    expect(called).toEqual(['one', 'context'])
    connection.unbind('connected')
    connection.bind('disconnected', one).bind('state_change', one).bind_global(one)
    connection.unbind_global(one)
    connection.unbind(undefined, one)
    connection.disconnect()
    connection.bind('disconnected', one).bind_global(one).unbind_all()
    connection.connect()
    await stateIs(echo, 'connected')
    expect(called).toEqual(['one', 'context'])
  },
)

it('lets a listener of the connection throw without harm to the next', async () => {
  const around = await both()
  const echo = around.make('resound')
  const { connection } = echo.connector.pusher
  const boom = new Error('boom')
  connection.bind('connected', () => {
    throw boom
  })
  let heard = false
  connection.bind('connected', () => (heard = true))
  await until(() => heard)
  expect(around.errors).toEqual([expect.objectContaining({ kind: 'listener', cause: boom })])
})
