import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { both, clients, type Reached } from './both.js'

const isSubscribed = (channel: Reached): Promise<unknown> =>
  until(() => channel.subscription.subscribed, { what: channel.name })

describe('a name that carries its prefix already', () => {
  it.each(clients)('is prefixed again, which Laravel strips: %s', async (client) => {
    const { make, server } = await both()
    const room = make(client).join('presence-doubled.1')
    await isSubscribed(room)
    expect(room.name).toBe('presence-presence-doubled.1')
    expect(server.connections()[0]?.channels).toEqual(['presence-presence-doubled.1'])
  })

  it('is taken as it stands where the server refuses that, which is said once and remembered', async () => {
    const { make, proxy } = await both()
    const lines: string[] = []
    const echo = make('resound', { logger: (line: string) => lines.push(line) })
    const room = echo.join('presence-room.1')
    const failures: unknown[] = []
    room.error((error: unknown) => failures.push(error))
    const here: unknown[] = []
    room.here((members: unknown[]) => here.push(members.length))
    await isSubscribed(room)
    await until(() => here.length == 1)
    expect(room.name).toBe('presence-room.1')
    expect(Object.keys(echo.connector.channels)).toEqual(['presence-room.1'])
    expect(echo.join('presence-room.1')).toBe(room)
    expect(echo.join('room.1')).toBe(room)
    expect(echo.connector.pusher.channel('presence-room.1')).toBe(room.subscription)
    const before: string = echo.socketId()
    proxy.cut()
    await until(() => echo.socketId() != before && room.subscription.subscribed)
    expect(lines.filter((line) => line.includes('prefixedNames'))).toHaveLength(1)
    expect(failures).toEqual([])
    echo.leave('presence-room.1')
    expect(Object.keys(echo.connector.channels)).toEqual([])
    const again = echo.join('presence-room.1')
    expect(again.name).toBe('presence-room.1')
    echo.leave('room.1')
    expect(Object.keys(echo.connector.channels)).toEqual([])
  })

  it('is refused if neither reading is allowed', async () => {
    const { make } = await both()
    const channel = make('resound').private('private-forbidden')
    let error: Reached
    channel.error((told: unknown) => (error = told))
    await until(() => error)
    expect(error).toMatchObject({ type: 'AuthError', status: 403 })
  })

  it('only is prefixed again with prefixedNames: "prefix"', async () => {
    const { make } = await both()
    const room = make('resound', { prefixedNames: 'prefix' }).join('presence-room.1')
    let error: Reached
    room.error((told: unknown) => (error = told))
    await until(() => error)
    expect(room.name).toBe('presence-presence-room.1')
  })

  it('stands as it is with prefixedNames: "keep"', async () => {
    const { make } = await both()
    const echo = make('resound', { prefixedNames: 'keep' })
    const room = echo.join('presence-room.1')
    expect(room.name).toBe('presence-room.1')
    expect(echo.join('room.1')).toBe(room)
    expect(echo.private('private-conversation.1').name).toBe('private-conversation.1')
    await isSubscribed(room)
  })
})

describe.each(clients)('leaving with %s', (client) => {
  it('leaves every form of a name, or one channel by its full name', async () => {
    const { make } = await both()
    const echo = make(client)
    const names = (): string[] => Object.keys(echo.connector.channels)
    // pusher-js wants a library for encrypted channels; they have a test of their own.
    const kinds =
      client == 'resound' ? ['channel', 'private', 'join', 'encryptedPrivate'] : ['channel', 'private', 'join']
    for (const kind of kinds) echo[kind]('room.1')
    expect(names()).toHaveLength(kinds.length)
    echo.leave('room.1')
    expect(names()).toEqual([])
    echo.private('room.1')
    echo.join('room.1')
    echo.leave('private-room.1')
    expect(names()).toEqual(['presence-room.1'])
    echo.private('room.1')
    echo.leaveChannel('presence-room.1')
    expect(names()).toEqual(['private-room.1'])
  })

  it('leaves them all in a loop over connector.channels, whose names are full', async () => {
    const { make } = await both()
    const echo = make(client)
    for (const leave of ['leave', 'leaveChannel']) {
      echo.channel('news')
      echo.private('room.1')
      echo.join('room.1')
      for (const name in echo.connector.channels) echo[leave](name)
      expect(Object.keys(echo.connector.channels)).toEqual([])
    }
    echo.join('room.1')
    echo.leaveAllChannels()
    expect(Object.keys(echo.connector.channels)).toEqual([])
  })

  it('takes leaveChannel() with a bare name of a private or presence channel for nothing', async () => {
    const { make, errors } = await both()
    const echo = make(client)
    echo.private('room.1')
    echo.join('room.1')
    echo.leaveChannel('room.1')
    echo.leaveChannel('unheard of')
    echo.leave('unheard of')
    expect(Object.keys(echo.connector.channels)).toEqual(['private-room.1', 'presence-room.1'])
    expect(errors).toEqual([])
  })
})

it.each(clients)('keeps listen("x") and listen(".x") apart: %s', async (client) => {
  const { make, server } = await both()
  const echo = make(client)
  const heard: string[] = []
  const channel = echo.channel('news')
  channel.listen('x', () => heard.push('x')).listen('.x', () => heard.push('.x'))
  await isSubscribed(channel)
  server.publish('news', 'x', 1)
  server.publish('news', 'App\\Events\\x', 1)
  await until(() => heard.length == 2)
  expect(heard).toEqual(['.x', 'x'])
})

it.each(clients)('removes all listeners of an event by stopListening(event): %s', async (client) => {
  const { make, server } = await both()
  const echo = make(client)
  const heard: string[] = []
  const channel = echo.channel('news')
  channel.listen('.x', () => heard.push('one')).listen('.x', () => heard.push('two'))
  channel.stopListening('.x').listen('.y', () => heard.push('y'))
  await isSubscribed(channel)
  server.publish('news', 'x', 1)
  server.publish('news', 'y', 1)
  await until(() => heard.includes('y'))
  expect(heard).toEqual(['y'])
})

it('is not brought back by stopListening() on a channel that was left', async () => {
  const { make, server } = await both()
  const echo = make('resound', { leaveGrace: 0 })
  const channel = echo.private('conversation.1')
  await isSubscribed(channel)
  echo.leave('conversation.1')
  channel.stopListening('.x').stopListening('.x', () => undefined)
  await until(() => server.connections()[0]?.channels.length == 0)
  expect(echo.connector.channels).toEqual({})
})
