/** What well-known packages call, as they call it. */
import { createContext, runInContext } from 'node:vm'
import Echo from '@resound/echo'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { signAuthorization } from '../support/pusher-api.js'
import { until } from '../support/until.js'
import { both, clients, type Both, type Reached } from './both.js'

const isSubscribed = (channel: Reached): Promise<unknown> =>
  until(() => channel.subscription.subscribed, { what: channel.name })

const NOTIFICATION = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

describe.each(clients)('Livewire on %s', (client) => {
  it('asks for the socket id with every request, whenever that is', async () => {
    const echo = (await both()).make(client)
    expect(echo.socketId()).toBeUndefined()
    await until(() => echo.socketId())
    const id: string = echo.socketId()
    echo.disconnect()
    expect(echo.socketId()).toBe(id)
  })

  it('listens by the kind of a channel as a key, and stops by the same callback', async () => {
    const { make, server } = await both()
    const echo = make(client)
    const heard: unknown[] = []
    const kinds = { channel: 'conversation.1', private: 'private-conversation.1' }
    for (const [kind, full] of Object.entries(kinds)) {
      const callback = (data: unknown): unknown => heard.push([kind, data])
      const channel = echo[kind]('conversation.1').listen('.Posted', callback)
      await isSubscribed(channel)
      server.publish(full, 'Posted', 1)
      await until(() => heard.length > 0)
      expect(heard.splice(0)).toEqual([[kind, 1]])
      echo[kind]('conversation.1').stopListening('.Posted', callback)
      echo[kind]('conversation.1').listen('.Next', (data: unknown) => heard.push(data))
      server.publish(full, 'Posted', 2)
      server.publish(full, 'Next', 3)
      await until(() => heard.length > 0)
      expect(heard.splice(0)).toEqual([3])
    }
  })

  it('joins for here, joining and leaving, one call each', async () => {
    const { make } = await both()
    const echo = make(client)
    const told: unknown[] = []
    for (const event of ['leaving', 'joining', 'here'] as const) {
      echo.join('room.1')[event]((what: unknown) => told.push([event, namesOf(what)]))
    }
    await until(() => told.length == 1)
    const grace = make(client, { auth: { headers: { Authorization: 'Bearer grace' } } })
    await isSubscribed(grace.join('room.1'))
    await until(() => told.length == 2)
    grace.disconnect()
    await until(() => told.length == 3)
    expect(told).toEqual([
      ['here', ['Ada Lovelace']],
      ['joining', 'Grace Hopper'],
      ['leaving', 'Grace Hopper'],
    ])
  })

  it('leaves by names that may be of nothing', async () => {
    const { make } = await both()
    const echo = make(client)
    const channel = echo.private('conversation.1')
    await isSubscribed(channel)
    echo.leaveChannel('conversation.1')
    expect(channel.subscription.subscribed).toBe(true)
    echo.leave('conversation.1')
    expect(echo.connector.channels).toEqual({})
  })

  it('hears notifications', async () => {
    const { make, server } = await both()
    const heard: Reached[] = []
    const channel = make(client)
      .private('App.Models.User.1')
      .notification((data: unknown) => heard.push(data))
    await isSubscribed(channel)
    server.publish('private-App.Models.User.1', NOTIFICATION, { id: 'a', type: 'App\\Notifications\\Paid', amount: 7 })
    await until(() => heard.length == 1)
    expect(heard).toEqual([{ id: 'a', type: 'App\\Notifications\\Paid', amount: 7 }])
  })
})

it('Livewire registers here, joining and leaving late, and is told at once who is there', async () => {
  const { make } = await both()
  const echo = make('resound')
  await isSubscribed(echo.join('room.1'))
  const here: unknown[] = []
  echo.join('room.1').here((members: unknown) => here.push(namesOf(members)))
  await until(() => here.length == 1)
  expect(here).toEqual([['Ada Lovelace']])
})

it('Livewire listens to encrypted channels by the same way', async () => {
  const { make, server } = await both()
  const echo = make('resound')
  const heard: unknown[] = []
  await isSubscribed(echo.encryptedPrivate('secret').listen('.told', (data: unknown) => heard.push(data)))
  server.publish('private-encrypted-secret', 'told', { n: 1 })
  await until(() => heard.length == 1)
  expect(heard).toEqual([{ n: 1 }])
})

describe('Filament', () => {
  it('makes its Echo from JSON by a global factory', async () => {
    const { make, server } = await both()
    const { platform, onError, ...options } = make('resound').options
    const json = JSON.stringify({
      ...options,
      wsPort: String(options.wsPort),
      wssPort: String(options.wsPort),
      disableStats: true,
      cluster: null,
      encrypted: null,
    })
    const window: Reached = { EchoFactory: Echo, events: new EventTarget() }
    const started: unknown[] = []
    window.events.addEventListener('EchoLoaded', () => {
      if (started.push('EchoLoaded') > 1) return
      window.Echo.private('App.Models.User.1')
        .notification(() => started.push('notification'))
        .listen('.database-notifications.sent', () => started.push('sent'))
    })
    window.Echo = new window.EchoFactory({ ...JSON.parse(json), platform, onError })
    onTestFinished(() => window.Echo.disconnect())
    // It may be announced twice.
    for (let times = 0; times < 2; times++) window.events.dispatchEvent(new CustomEvent('EchoLoaded'))
    await isSubscribed(window.Echo.private('App.Models.User.1'))
    server.publish('private-App.Models.User.1', NOTIFICATION, { id: 'a' })
    server.publish('private-App.Models.User.1', 'database-notifications.sent', {})
    await until(() => started.includes('sent'))
    expect(started).toEqual(['EchoLoaded', 'EchoLoaded', 'notification', 'sent'])
  })
})

describe.each(clients)('turbo-laravel on %s', (client) => {
  it('listens by a class name behind a dot', async () => {
    const { make, server } = await both()
    const heard: unknown[] = []
    const event = 'Tonysm\\TurboLaravel\\Events\\TurboStreamBroadcast'
    const channel = make(client)
      .private('conversation.1')
      .listen('.' + event, (data: unknown) => heard.push(data))
    await isSubscribed(channel)
    server.publish('private-conversation.1', event, { message: '<turbo-stream></turbo-stream>' })
    await until(() => heard.length == 1)
  })

  it('ends subscribed after it left and joined in one turn', async () => {
    const { make, server } = await both()
    const echo = make(client)
    await isSubscribed(echo.private('conversation.1'))
    const heard: unknown[] = []
    echo.leave('conversation.1')
    const channel = echo.private('conversation.1').listen('.x', (data: unknown) => heard.push(data))
    await isSubscribed(channel)
    await until(() => {
      server.publish('private-conversation.1', 'x', 1)
      return heard.length > 0
    })
    expect(server.connections()[0]?.channels).toEqual(['private-conversation.1'])
  })
})

it('upstream hooks find what they use on any core', async () => {
  const { make } = await both()
  const echo = make('resound')
  const words: unknown[] = []
  const undo = echo.connector.onConnectionChange((word: unknown) => words.push(word))
  await until(() => echo.connectionStatus() == 'connected')
  expect(words).toEqual(['connected'])
  undo()
  const channel = echo.private('conversation.1')
  const callback = (): undefined => undefined
  channel.listen('.x', callback).stopListening('.x', callback)
  expect(echo.private('conversation.1')).toBe(channel)
  echo.leaveChannel('private-conversation.1')
  expect(echo.connector.channels).toEqual({})
})

describe('members are what the server said', () => {
  /** Lets anybody in as the member that `infos` says for them. */
  function authorizer(around: Both, id: string, info: unknown): Reached {
    return ({ name }: { name: string }) => ({
      authorize(socketId: string, answer: (error: null, permission: object) => void) {
        const channelData = { user_id: id, user_info: info }
        answer(null, signAuthorization(around.server, { socketId, channel: name, channelData }))
      },
    })
  }

  it.each([[{ name: 'Ada', tags: ['a'] }], [7], [true], ['Ada'], [null]])('%j', async (info) => {
    const around = await both()
    const told: unknown[] = []
    const room = around.make('resound', { authorizer: authorizer(around, 'one', info) }).join('room')
    room.here((members: unknown) => told.push(members))
    await until(() => told.length == 1)
    const other = around.make('resound', { authorizer: authorizer(around, 'two', info) })
    room.joining((member: unknown) => told.push(member)).leaving((member: unknown) => told.push(member))
    await isSubscribed(other.join('room'))
    await until(() => told.length == 2)
    other.disconnect()
    await until(() => told.length == 3)
    expect(told).toEqual([[info], info, info])
    expect(told[2]).toBe(told[1])
  })

  it('a new array each time, which after a reconnect replaces; nobody flaps because we were away', async () => {
    const around = await both()
    const { make, proxy, server } = around
    const echo = make('resound')
    const here: unknown[][] = []
    const moved: unknown[] = []
    const room = echo.join('room.1')
    room.here((members: unknown[]) => here.push(members))
    room.joining((member: unknown) => moved.push(member)).leaving((member: unknown) => moved.push(member))
    await until(() => here.length == 1)
    here[0]?.push('what a listener does to its array is its own affair')
    const grace = make('laravel-echo', {
      wsPort: server.port,
      auth: { headers: { Authorization: 'Bearer grace' } },
    })
    await isSubscribed(grace.join('room.1'))
    await until(() => moved.length == 1)
    proxy.cut()
    await until(() => here.length == 2)
    expect(here[1]?.map(namesOf).sort()).toEqual(['Ada Lovelace', 'Grace Hopper'])
    expect(here[1]).not.toBe(here[0])
    expect(moved.map(namesOf)).toEqual(['Grace Hopper'])
  })
})

describe('the script build', () => {
  let Global: Reached

  beforeAll(async () => {
    const { build } = await import('esbuild')
    const entry = new URL('../../packages/echo/src/script.ts', import.meta.url).pathname
    const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'iife' })
    const page = createContext({ setTimeout, clearTimeout, queueMicrotask, AbortController })
    runInContext(outputFiles[0]?.text ?? '', page)
    Global = runInContext('Echo', page)
  })

  it('has the class itself as its global, and every other name on it', () => {
    expect(Global.default).toBe(Global)
    expect(Global.Echo).toBe(Global)
    expect(new Global.EventFormatter('App').format('X')).toBe('App\\X')
    for (const name of ['Channel', 'Connector', 'EchoError', 'isEchoError']) expect(Global[name]).toBeTypeOf('function')
  })

  it('makes an Echo by new Echo() and by new Echo.default()', () => {
    for (const Class of [Global, Global.default]) {
      expect(new Class({ broadcaster: 'null' }).connectionStatus()).toBe('connected')
    }
  })
})

function namesOf(told: unknown): unknown {
  return Array.isArray(told) ? told.map(namesOf) : (told as { name: string }).name
}
