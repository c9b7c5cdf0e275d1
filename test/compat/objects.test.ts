import { describe, expect, it } from 'vitest'
import { isProxy, reactive, ref, shallowRef } from 'vue'
import { until } from '../support/until.js'
import { both, type Both, type Reached } from './both.js'

/** How applications keep things: in Vue and Pinia as here; Alpine, and so every Livewire page, has the same proxies. */
const keepers: [string, <T>(value: T) => T][] = [
  ['reactive', (value) => reactive({ value: value as object }).value as never],
  ['nested reactive', (value) => (reactive({ a: [{ value }] }).a[0] as { value: never }).value],
  ['ref', (value) => ref(value).value as never],
  ['shallowRef', (value) => shallowRef(value).value],
]

const nothing = (): undefined => undefined

const isSubscribed = (channel: Reached): Promise<unknown> => until(() => channel.state.status == 'subscribed')

describe.each(keepers)('kept in %s', (_, keep) => {
  it('an Echo does all it does', async () => {
    const { make, server } = await both()
    const raw = make('resound')
    const echo: Reached = keep(raw)
    expect(echo).toBe(raw)
    await until(() => echo.connectionStatus() == 'connected')
    expect(echo.socketId()).toMatch(/^[\d.]+$/)
    const heard: unknown[] = []
    echo.listen('news', '.x', (data: unknown) => heard.push(data))
    await isSubscribed(echo.channel('news'))
    server.publish('news', 'x', 1)
    await until(() => heard.length == 1)
    await isSubscribed(echo.private('conversation.1'))
    await isSubscribed(echo.encryptedPrivate('x'))
    await isSubscribed(echo.join('room.1'))
    const lease = echo.lease('presence-room.1')
    expect(lease.channel.membership.members.size).toBe(1)
    lease.release()
    expect(echo.connection.get().status).toBe('connected')
    echo.watchFrames(nothing)()
    echo.registerInterceptors()
    echo.leave('room.1')
    echo.leaveChannel('private-conversation.1')
    echo.leaveAllChannels()
    expect(Object.keys(echo.connector.channels)).toEqual([])
    echo.disconnect()
    echo.connect()
    await until(() => echo.connectionStatus() == 'connected')
  })

  it('a channel does all it does', async () => {
    const { make, server } = await both()
    const echo = make('resound')
    const raw = echo.join('room.1')
    const channel: Reached = keep(raw)
    expect(channel).toBe(raw)
    const heard: unknown[] = []
    const listener = (data: unknown): unknown => heard.push(data)
    for (const method of ['here', 'joining', 'leaving', 'subscribed', 'error', 'notification', 'listenToAll'])
      expect(channel[method](nothing)).toBe(channel)
    channel.listenForWhisper('typing', nothing).stopListeningForWhisper('typing', nothing).stopListeningToAll(nothing)
    channel.stopListeningForNotification(nothing).listen('.x', listener).on('y', nothing)
    await isSubscribed(channel)
    server.publish('presence-room.1', 'x', 1)
    await until(() => heard.length == 1)
    channel.whisper('typing', {}).stopListening('.x', listener).stopListening('.y')
    channel.watch(nothing)()
    channel.resubscribe()
    channel.unsubscribe()
    channel.subscribe()
    await isSubscribed(channel)
    expect(channel.name).toBe('presence-room.1')
  })

  it('a connector does all it does', async () => {
    const { make, proxy } = await both()
    const echo = make('resound')
    const connector: Reached = keep(echo.connector)
    const words: string[] = []
    const undo = connector.onConnectionChange((word: string) => words.push(word))
    const channel = connector.privateChannel('conversation.1')
    expect(connector.channels['private-conversation.1']).toBe(channel)
    expect(isProxy(channel)).toBe(false)
    connector.listen('news', '.x', nothing)
    await isSubscribed(channel)
    expect(connector.connectionStatus()).toBe('connected')
    expect(connector.socketId()).toBe(echo.socketId())
    proxy.cut()
    await until(() => words.length == 3)
    expect(words).toEqual(['connected', 'reconnecting', 'connected'])
    undo()
    connector.options.auth.headers.Authorization = 'Bearer grace'
    await isSubscribed(connector.privateChannel('user.2'))
    connector.leave('user.2')
    connector.leaveChannel('private-conversation.1')
    connector.disconnect()
    connector.connect()
    await until(() => connector.connectionStatus() == 'connected')
  })

  it('the façade does all it does', async () => {
    const around = await both()
    await useFacade(around, keep)
  })
})

async function useFacade({ make, server }: Both, keep: <T>(value: T) => T): Promise<void> {
  const raw = make('resound').connector.pusher
  const pusher: Reached = keep(raw)
  const connection: Reached = keep(raw.connection)
  expect(pusher).toBe(raw)
  expect(connection).toBe(raw.connection)
  const states: unknown[] = []
  connection.bind('state_change', ({ current }: Reached) => states.push(current))
  connection.bind_global(nothing).unbind_global(nothing).bind('x', nothing).unbind('x', nothing)
  const heard: unknown[] = []
  pusher.bind('x', (data: unknown) => heard.push(data)).bind_global(nothing)
  const channel: Reached = keep(pusher.subscribe('presence-room.1'))
  expect(pusher.channel('presence-room.1')).toBe(channel)
  channel.bind('x', (data: unknown) => heard.push(data)).bind_global(nothing)
  await until(() => channel.subscribed)
  const members: Reached = keep(channel.members)
  expect(members).toBe(channel.members)
  expect(members.count).toBe(1)
  expect(members.get(members.myID)).toEqual(members.me)
  members.each(nothing)
  server.publish('presence-room.1', 'x', 1)
  await until(() => heard.length == 2)
  expect(channel.trigger('client-typing', {})).toBe(true)
  channel.unbind('x').unbind_global().unbind_all()
  expect(pusher.channels.all()).toEqual([channel])
  expect(pusher.send_event('pusher:ping', {})).toBe(true)
  pusher.unbind('x').unbind_all()
  pusher.unsubscribe('presence-room.1')
  pusher.disconnect()
  pusher.connect()
  await until(() => connection.state == 'connected')
  expect(states).toEqual(['connected', 'disconnected', 'connecting', 'connected'])
}
