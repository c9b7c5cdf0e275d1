// @vitest-environment node
/** What public applications do with laravel-echo beyond its documentation, on laravel-echo and on ours: each in words of our own. */
import { describe, expect, it } from 'vitest'
import { both, clients, type Reached } from '../compat/both.js'
import { until } from '../support/until.js'

const isSubscribed = (channel: Reached): Promise<unknown> =>
  until(() => channel.subscription.subscribed, { what: channel.name })
const isConnected = ({ connector: { pusher } }: Reached): Promise<unknown> =>
  until(() => pusher.connection.state == 'connected', { what: 'the connection' })

describe.each(clients)('connector.pusher.connection of %s', (client) => {
  it('tells by its own connection whether there is one', async () => {
    const { make } = await both()
    const echo = make(client)
    const { pusher } = echo.connector
    expect(pusher.connection.connection).toBeFalsy()
    await isConnected(echo)
    expect(pusher.connection.connection.id).toBe(echo.socketId())
    pusher.disconnect()
    expect(pusher.connection.connection).toBe(null)
    if (pusher.connection.connection === null) pusher.connect()
    await isConnected(echo)
    expect(pusher.connection.connection).not.toBe(null)
  })

  it('sends what an application made itself, while it is connected', async () => {
    const { make, server } = await both()
    const echo = make(client)
    const { connection } = echo.connector.pusher
    expect(connection.send_event('pusher:ping', {})).toBe(false)
    await isConnected(echo)
    await isSubscribed(echo.private('conversation.1'))
    const heard: unknown[] = []
    const other = make(client).private('conversation.1')
    other.listenForWhisper('typing', (data: unknown) => heard.push(data))
    await isSubscribed(other)
    const frame = { event: 'client-typing', channel: 'private-conversation.1', data: { by: 'send' } }
    expect(connection.send(JSON.stringify(frame))).toBe(true)
    connection.send_event(frame.event, { by: 'send_event' }, frame.channel)
    echo.connector.pusher.send_event(frame.event, { by: 'pusher' }, frame.channel)
    await until(() => heard.length == 3)
    expect(heard).toEqual([{ by: 'send' }, { by: 'send_event' }, { by: 'pusher' }])
    expect(server.connections()).toHaveLength(2)
  })

  it('is where an application tells events of its own', async () => {
    const { make, proxy } = await both()
    const echo = make(client)
    const { connection } = echo.connector.pusher
    const told: unknown[] = []
    let times = 0
    connection.bind('connected', () => {
      if (times++) connection.emit('reconnected', { times })
    })
    connection.bind('reconnected', (data: unknown) => told.push(data))
    await isConnected(echo)
    proxy.cut()
    await until(() => told.length == 1)
    expect(told).toEqual([{ times: 2 }])
    connection.unbind_all()
    connection.emit('reconnected')
    expect(told).toHaveLength(1)
  })

  it('has options that may be looked into', async () => {
    const { make } = await both()
    const echo = make(client, { pongTimeout: 2_500 })
    expect(echo.connector.pusher.connection.options.url).toBeUndefined()
    expect(echo.connector.pusher.connection.options.pongTimeout).toBe(2_500)
  })
})

describe.each(clients)('a channel of %s', (client) => {
  it('binds and unbinds by the names that its formatter makes', async () => {
    const { make, server } = await both()
    const channel = make(client).private('conversation.1')
    const heard: unknown[] = []
    const source = { name: 'a component' }
    const events = {
      Posted(this: unknown, data: unknown) {
        heard.push([this, data])
      },
    }
    for (const [event, callback] of Object.entries(events))
      channel.subscription.bind(channel.eventFormatter.format(event), callback, source)
    channel.listen('.user-connect', (data: unknown) => heard.push(data))
    await isSubscribed(channel)
    server.publish('private-conversation.1', 'App\\Events\\Posted', 1)
    server.publish('private-conversation.1', 'user-connect', 2)
    await until(() => heard.length == 2)
    expect(heard.splice(0)).toEqual([[source, 1], 2])
    channel.subscription.unbind(channel.eventFormatter.format('.user-connect'))
    channel.listen('.last', (data: unknown) => heard.push(data))
    server.publish('private-conversation.1', 'user-connect', 3)
    server.publish('private-conversation.1', 'last', 4)
    await until(() => heard.length > 0)
    expect(heard).toEqual([4])
    expect(channel.eventFormatter.namespace).toBe('App.Events')
  })

  it('goes by pusher.unsubscribe after unbind_all, and comes back', async () => {
    const { make, server } = await both()
    const echo = make(client)
    const first = echo.channel('room')
    await isSubscribed(first)
    first.subscription.unbind_all()
    echo.connector.pusher.unsubscribe('room')
    await until(() => server.connections()[0]?.channels.length == 0)
    echo.leave('room')
    const heard: unknown[] = []
    const second = echo.channel('room').listen('.x', (data: unknown) => heard.push(data))
    await isSubscribed(second)
    server.publish('room', 'x', 1)
    await until(() => heard.length == 1)
  })

  it('is left with all others in a loop over pusher.allChannels()', async () => {
    const { make, server } = await both()
    const echo = make(client)
    for (const channel of [echo.channel('a'), echo.private('conversation.1'), echo.join('room.1')])
      await isSubscribed(channel)
    for (const { name } of echo.connector.pusher.allChannels()) echo.leave(name)
    expect(Object.keys(echo.connector.channels)).toEqual([])
    await until(() => server.connections()[0]?.channels.length == 0)
  })

  it('is subscribed to again by subscribe() where it is found unsubscribed', async () => {
    const { make, server } = await both()
    const echo = make(client)
    const heard: unknown[] = []
    await isSubscribed(echo.channel('room').listen('.x', (data: unknown) => heard.push(data)))
    echo.connector.channels.room.unsubscribe()
    await until(() => server.connections()[0]?.channels.length == 0)
    if (!echo.connector.channels.room?.subscription.subscribed) echo.connector.channels.room?.subscribe()
    await isSubscribed(echo.channel('room').listen('.y', (data: unknown) => heard.push(data)))
    server.publish('room', 'y', 1)
    await until(() => heard.length == 1)
  })
})

describe.each(clients)('GraphQL subscriptions of Lighthouse on %s', (client) => {
  interface Update {
    more: boolean
    result?: unknown
  }

  it('come by pusher.subscribe, and end by pusher.unsubscribe when the server says so', async () => {
    const { make, server } = await both()
    const { pusher } = make(client).connector
    const name = 'private-conversation.1'
    const results: unknown[] = []
    const channel = pusher.subscribe(name)
    channel.bind('lighthouse-subscription', ({ more, result }: Update) => {
      if (!more) pusher.unsubscribe(name)
      if (result) results.push(result)
    })
    await until(() => pusher.channel(name)?.subscribed)
    server.publish(name, 'lighthouse-subscription', { more: true, result: { data: { n: 1 } } })
    server.publish(name, 'lighthouse-subscription', { more: false })
    await until(() => server.connections()[0]?.channels.length == 0)
    expect(results).toEqual([{ data: { n: 1 } }])
    expect(pusher.channel(name)).toBeUndefined()
  })

  it('come by private channels and presence channels whose prefixes were cut off', async () => {
    const { make, server } = await both()
    const echo = make(client)
    const results: unknown[] = []
    const add = ({ result }: Update): unknown => results.push(result)
    const full = 'private-conversation.2'
    const channel = echo.private(full.replace(/^private-/, '')).listen('.lighthouse-subscription', add)
    const room = echo.join('presence-room.1'.replace(/^presence-/, '')).listen('.lighthouse.subscription', add)
    await isSubscribed(channel)
    await isSubscribed(room)
    server.publish(full, 'lighthouse-subscription', { more: true, result: 1 })
    server.publish('presence-room.1', 'lighthouse.subscription', { more: true, result: 2 })
    await until(() => results.length == 2)
    channel.stopListening('.lighthouse-subscription', add)
    echo.leave(full)
    expect(Object.keys(echo.connector.channels)).toEqual(['presence-room.1'])
  })
})
