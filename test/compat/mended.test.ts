/**
 * The defects of laravel-echo 2.5 that are mended: the same steps show each there, and show ours without it.
 *
 * Two more are shown elsewhere: that `require()` works, on the published package (`test/packaging/loading.test.ts`); that callbacks
 * are typed, by the compiler (`test/types`). Those of its Socket.IO driver are in
 * `differential/socket-io/mended.ts`.
 */
import { interceptAxios } from '@resound/echo/core'
import axios, { type AxiosResponse } from 'axios'
import { expect, it, onTestFinished } from 'vitest'
import { status } from '../support/authorization-faults.js'
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.js'
import { until } from '../support/until.js'
import { both, type Both, type Client, type Reached } from './both.js'

interface Defect {
  client: Client
  /** What is seen there. */
  seen: unknown
}

/** What the same steps show on either. */
const shows = (theirs: unknown, ours: unknown): Defect[] => [
  { client: 'laravel-echo', seen: theirs },
  { client: 'resound', seen: ours },
]

/** A server that authorizes, and can be told to refuse or to wait. */
async function authorizing(): Promise<Both & { authorization: AuthorizationServer; options: Record<string, unknown> }> {
  const around = await both()
  const authorization = await startAuthorizationServer({ app: around.server })
  onTestFinished(() => authorization.stop())
  return { ...around, authorization, options: { authEndpoint: authorization.endpoint } }
}

const isSubscribed = (echo: Reached, name: string): Promise<unknown> =>
  until(() => echo.connector.pusher.channel(name)?.subscribed, { what: name })

/** Whatever was published before has arrived when this has. */
async function roundTrip(echo: Reached, { server }: Both): Promise<void> {
  let arrived = false
  const listener = (): unknown => (arrived = true)
  echo.channel('round-trip').listen('.trip', listener)
  await isSubscribed(echo, 'round-trip')
  server.publish('round-trip', 'trip', {})
  await until(() => arrived)
  echo.leave('round-trip')
}

it.each(shows('Bearer first', undefined))(
  'tokens leak from one instance into the next: $client',
  async ({ client, seen }) => {
    const { make } = await both()
    const made = make(client)
    // Without `auth`, so that each gets it from the defaults.
    const options = { ...made.options }
    delete options.auth
    const next: Reached[] = ['first', null].map((bearerToken) => new made.constructor({ ...options, bearerToken }))
    onTestFinished(() => next.forEach((echo) => echo.disconnect()))
    expect(next[1].connector.options.auth.headers.Authorization).toBe(seen)
  },
)

it.each(shows(undefined, 'Bearer ada.2'))(
  'options.bearerToken = x has no effect: $client',
  async ({ client, seen }) => {
    const { make, authorization, options } = await authorizing()
    const echo = make(client, { ...options, auth: { headers: {} } })
    echo.options.bearerToken = 'ada.2'
    echo.private('conversation.1')
    await until(() => authorization.requests.length == 1)
    expect(authorization.requests[0]?.headers.authorization).toBe(seen)
  },
)

it.each(shows(1, 2))('a failed authorization is never retried: $client', async ({ client, seen }) => {
  const around = await authorizing()
  const { make, authorization, options } = around
  authorization.failNext(status(503))
  const echo = make(client, options)
  const failures: unknown[] = []
  echo.private('conversation.1').error((error: unknown) => failures.push(error))
  await until(() => failures.length == 1)
  if (client == 'resound') await isSubscribed(echo, 'private-conversation.1')
  else await roundTrip(echo, around)
  expect(authorization.requests.filter(({ channels }) => channels[0] == 'private-conversation.1')).toHaveLength(
    seen as number,
  )
})

it.each(shows([], ['subscribed', 'here']))('what is registered late never fires: $client', async ({ client, seen }) => {
  const around = await both()
  const echo = around.make(client)
  const room = echo.join('room.1')
  await isSubscribed(echo, 'presence-room.1')
  const fired: string[] = []
  room.subscribed(() => fired.push('subscribed'))
  room.here(() => fired.push('here'))
  await roundTrip(echo, around)
  expect(fired).toEqual(seen)
})

it.each(shows(['old', 'new'], ['new']))(
  'leaving while pending doubles callbacks: $client',
  async ({ client, seen }) => {
    const { make, server, authorization, options } = await authorizing()
    const release = authorization.hold()
    const echo = make(client, options)
    const called: string[] = []
    echo.private('conversation.1').listen('.x', () => called.push('old'))
    await until(() => authorization.requests.length == 1)
    echo.leave('conversation.1')
    echo.private('conversation.1').listen('.x', () => called.push('new'))
    release()
    await isSubscribed(echo, 'private-conversation.1')
    server.publish('private-conversation.1', 'x', {})
    await until(() => called.includes('new'))
    expect(called).toEqual(seen)
  },
)

it.each(shows(['private-conversation.1'], []))(
  'a channel that was left while pending comes back after a reconnect: $client',
  async ({ client, seen }) => {
    const around = await authorizing()
    const { make, server, proxy, authorization, options } = around
    authorization.failNext(status(403))
    const release = authorization.hold()
    const echo = make(client, options)
    echo.private('conversation.1')
    await until(() => authorization.requests.length == 1)
    echo.leave('conversation.1')
    release()
    await roundTrip(echo, around)
    const before: string = echo.socketId()
    proxy.cut()
    await until(() => echo.connectionStatus() == 'connected' && echo.socketId() != before)
    await roundTrip(echo, around)
    const [connection] = server.connections()
    expect(connection?.channels.filter((name) => name != 'round-trip')).toEqual(seen)
  },
)

it.each(shows(2, 1))('listenToAll cannot be undone by callback: $client', async ({ client, seen }) => {
  const { make, server } = await both()
  const echo = make(client)
  let calls = 0
  const callback = (): unknown => calls++
  const channel = echo.channel('news').listenToAll(callback)
  let heard = 0
  channel.listen('.x', () => heard++)
  await isSubscribed(echo, 'news')
  server.publish('news', 'x', {})
  await until(() => heard == 1)
  channel.stopListeningToAll(callback)
  server.publish('news', 'x', {})
  await until(() => heard == 2)
  expect(calls).toBe(seen)
})

it.each(shows(['here', 'joining', 'leaving'], []))(
  'here, joining and leaving cannot be undone: $client',
  async ({ client, seen }) => {
    const { make } = await both()
    const echo = make(client)
    const { signal, abort } = stoppable()
    const fired: string[] = []
    const room = echo.join('room.1')
    // laravel-echo knows no way at all, so that of ours is tried on both.
    for (const event of ['here', 'joining', 'leaving']) room[event](() => fired.push(event), { signal })
    abort()
    let gone = false
    room.on('pusher:member_removed', () => (gone = true))
    await isSubscribed(echo, 'presence-room.1')
    const grace = make('laravel-echo', { auth: { headers: { Authorization: 'Bearer grace' } } })
    grace.join('room.1')
    await isSubscribed(grace, 'presence-room.1')
    grace.leave('room.1')
    await until(() => gone)
    expect(fired).toEqual(seen)
  },
)

it.each(
  shows(
    ['connected', 'connected', 'connecting', 'connected', 'connected', 'disconnected', 'disconnected'],
    ['connected', 'reconnecting', 'connected', 'disconnected'],
  ),
)('status callbacks fire twice, and "reconnecting" is never reported: $client', async ({ client, seen }) => {
  const { make, proxy } = await both()
  const echo = make(client)
  const words: string[] = []
  echo.connector.onConnectionChange((word: string) => words.push(word))
  await until(() => echo.connectionStatus() == 'connected')
  const before: string = echo.socketId()
  proxy.cut()
  await until(() => echo.connectionStatus() == 'connected' && echo.socketId() != before)
  echo.disconnect()
  expect(words).toEqual(seen)
})

it.each(shows([], ['early']))('a whisper before the subscription vanishes: $client', async ({ client, seen }) => {
  const around = await both()
  const { make } = around
  const grace = make('laravel-echo', { auth: { headers: { Authorization: 'Bearer grace' } } })
  const heard: string[] = []
  grace.join('room.1').listenForWhisper('typing', ({ when }: { when: string }) => heard.push(when))
  await isSubscribed(grace, 'presence-room.1')
  const echo = make(client)
  await until(() => echo.connectionStatus() == 'connected')
  echo.join('room.1').whisper('typing', { when: 'early' })
  await isSubscribed(echo, 'presence-room.1')
  await roundTrip(echo, around)
  await roundTrip(grace, around)
  expect(heard).toEqual(seen)
})

it.each(shows('TypeError', 'whisper'))('a whisper after leave throws: $client', async ({ client, seen }) => {
  const { make, errors } = await both()
  const echo = make(client)
  const channel = echo.private('conversation.1')
  await isSubscribed(echo, 'private-conversation.1')
  echo.leave('conversation.1')
  let thrown: unknown
  try {
    channel.whisper('typing', {})
  } catch (error) {
    thrown = error
  }
  expect(thrown ? (thrown as Error).name : (errors[0] as Reached).kind).toBe(seen)
})

it.each(shows([], ['second']))('a throwing listener stops the others: $client', async ({ client, seen }) => {
  const around = await both()
  const { make, server } = around
  const echo = make(client)
  const called: string[] = []
  const escaped = untilUncaught()
  echo
    .channel('news')
    .listen('.x', () => {
      throw new Error('boom')
    })
    .listen('.x', () => called.push('second'))
  await isSubscribed(echo, 'news')
  server.publish('news', 'x', {})
  // In a browser it ends in the log of errors; in Node it would end the process.
  if (client == 'laravel-echo') await escaped
  await roundTrip(echo, around)
  expect(called).toEqual(seen)
})

it.each(shows([], ['private-conversation.1']))('connect() drops every channel: $client', async ({ client, seen }) => {
  const { make } = await both()
  const echo = make(client)
  echo.private('conversation.1')
  await isSubscribed(echo, 'private-conversation.1')
  const first = echo.connector
  echo.connect()
  onTestFinished(() => first.disconnect())
  expect(Object.keys(echo.connector.channels)).toEqual(seen)
})

it.each(shows(undefined, 'the socket id'))(
  'only the global axios gets the socket id, no instance: $client',
  async ({ client, seen }) => {
    const { make } = await both()
    const echo = make(client)
    await until(() => echo.connectionStatus() == 'connected')
    const instance = axios.create({ adapter: (config) => Promise.resolve({ config } as AxiosResponse) })
    // laravel-echo has nothing for it.
    if (client == 'resound') interceptAxios(instance, () => echo.socketId())
    const { config } = await instance.get('/')
    expect(config.headers.get('X-Socket-ID')).toBe(seen && echo.socketId())
  },
)

it.each(shows(403, 'presence-room.1'))(
  'a name that is given with its prefix is refused by servers that mean it as it stands: $client',
  async ({ client, seen }) => {
    const { make } = await both()
    const echo = make(client)
    let end: unknown
    const room = echo.join('presence-room.1')
    room.error(({ status: code }: { status: number }) => (end = code))
    room.subscribed(() => (end = room.name))
    await until(() => end)
    expect(end).toBe(seen)
  },
)

function stoppable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController()
  return {
    signal: controller.signal,
    abort: () => {
      controller.abort()
    },
  }
}

/** The next error that nobody caught. */
function untilUncaught(): Promise<unknown> {
  const [present] = [process.listeners('uncaughtException')]
  return new Promise((resolve) => {
    process.removeAllListeners('uncaughtException')
    process.once('uncaughtException', (error) => {
      for (const listener of present) process.on('uncaughtException', listener)
      resolve(error)
    })
    onTestFinished(() => {
      process.removeAllListeners('uncaughtException')
      for (const listener of present) process.on('uncaughtException', listener)
    })
  })
}
