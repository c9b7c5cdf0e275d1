import Echo, { EventFormatter } from '@resound/echo'
import { connectionStore, presenceStore, streamStore } from '@resound/echo/core'
import { afterEach, describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest'
import { until } from '../support/until.js'
import { MemoryChannel, MemoryConnector } from './memory-connector.js'

interface Memory {
  echo: Echo<'function'>
  connector: MemoryConnector
  /** What `connect()` was called on. */
  connected: MemoryConnector[]
}

function memory(options: Record<string, unknown> = {}): Memory {
  const connected: MemoryConnector[] = []
  const echo = new Echo<'function'>({
    broadcaster: MemoryConnector,
    connected: (connector: MemoryConnector) => connected.push(connector),
    ...options,
  })
  onTestFinished(() => {
    echo.disconnect()
  })
  return { echo, connected, connector: echo.connector }
}

afterEach(() => vi.unstubAllGlobals())

describe('a constructor given as broadcaster', () => {
  it('is called once with the options, and is echo.connector', () => {
    const { echo, connector, connected } = memory({ tenant: 7 })
    expect(connected).toEqual([connector])
    expect(echo.connector).toBe(connector)
    expect(connector.options).toMatchObject({ tenant: 7, authEndpoint: '/broadcasting/auth', namespace: 'App.Events' })
  })

  it('does what Echo is asked for', () => {
    const { echo, connector, connected } = memory()
    const heard: unknown[] = []
    expect(echo.channel('news')).toBe(connector.channels.news)
    expect(echo.private('x')).toBe(connector.channels['private-x'])
    expect(echo.join('x')).toBe(connector.channels['presence-x'])
    echo.listen('news', 'Posted', (data: unknown) => heard.push(data))
    connector.channels.news?.emit('App\\Events\\Posted', 1)
    expect(heard).toEqual([1])
    expect(echo.socketId()).toBe('memory-1')
    expect(echo.connectionStatus()).toBe('connected')
    echo.leave('x')
    expect(Object.keys(connector.channels)).toEqual(['news'])
    echo.private('y')
    echo.leaveChannel('news')
    echo.leaveAllChannels()
    expect(connector.channels).toEqual({})
    echo.disconnect()
    expect(echo.connectionStatus()).toBe('disconnected')
    echo.connect()
    expect(connected).toEqual([connector, connector])
    expect(echo.connectionStatus()).toBe('connected')
  })

  it('has no encrypted channels, which is said in the words of laravel-echo', () => {
    const { echo } = memory()
    expect(() => echo.encryptedPrivate('x')).toThrow(
      `Broadcaster function ${String(MemoryConnector)} does not support encrypted private channels.`,
    )
    const encryptedPrivateChannel = vi.fn(() => 'its own')
    Object.assign(echo.connector, { encryptedPrivateChannel })
    expect(echo.encryptedPrivate('x')).toBe('its own')
  })

  it('gives its socket id to the interceptors', () => {
    const use = vi.fn()
    vi.stubGlobal('axios', { interceptors: { request: { use, eject: vi.fn() } } })
    memory()
    const [intercept] = use.mock.calls[0] as [(config: object) => object]
    expect(intercept({ headers: {} })).toEqual({ headers: { 'X-Socket-ID': 'memory-1' } })
  })

  it('may be a class of another kind with only some of the methods', () => {
    class Bare {
      channel(name: string): string {
        return name
      }
    }
    const echo = new Echo<'function'>({ broadcaster: Bare })
    expect(echo.channel('x')).toBe('x')
    expect(echo.socketId()).toBeUndefined()
    expect(() => {
      echo.leaveAllChannels()
      echo.disconnect()
    }).not.toThrow()
  })
})

describe('stores over the channels of a connector of ones own', () => {
  it('tell the connection', () => {
    const { echo, connector } = memory()
    const words: string[] = []
    const { connection } = echo
    const undo = connection.subscribe(() => words.push(connection.get().status))
    expect(connection.get()).toMatchObject({ status: 'connected', socketId: 'memory-1', established: true })
    expect(connection.get()).toBe(connection.get())
    for (const word of ['reconnecting', 'connecting', 'failed', 'disconnected'] as const) connector.become(word)
    expect(words).toEqual(['waiting', 'connecting', 'failed', 'closed'])
    undo()
    connector.become('connected')
    expect(words).toHaveLength(4)
    expect(connectionStore(echo).get().status).toBe('connected')
  })

  it('hear events until they let go, and then the channel is left', () => {
    const { echo, connector } = memory()
    const one = echo.lease('private-x')
    const two = echo.lease('private-x')
    const channel = connector.channel('private-x')
    const heard: unknown[] = []
    const listener = (data: unknown, meta: { event: string; userId?: string }): unknown =>
      heard.push([data, meta.event, meta.userId])
    one.channel.listen('.told', listener)
    two.channel.listen('.told', listener)
    channel.emit('told', 1, { user_id: '7' })
    expect(heard).toEqual([1, 2].map(() => [1, 'told', '7']))
    two.channel.stopListening('.told', listener)
    channel.emit('told', 2)
    expect(heard).toHaveLength(3)
    one.release()
    one.release()
    channel.emit('told', 3)
    expect(heard).toHaveLength(3)
    expect(connector.channels['private-x']).toBe(channel)
    two.channel.whisper('typing', { on: true })
    expect(channel.whispered).toEqual([['typing', { on: true }]])
    two.release()
    expect(connector.channels).toEqual({})
  })

  it('leave alone a channel that the application has for itself', () => {
    const { echo, connector } = memory()
    const own = echo.private('x')
    echo.lease('private-x').release()
    expect(connector.channels['private-x']).toBe(own)
  })

  it('keep it for a moment when they are told to', async () => {
    const { echo, connector } = memory()
    echo.lease('news', 5).release()
    echo.lease('news', 5).release()
    expect(Object.keys(connector.channels)).toEqual(['news'])
    await until(() => Object.keys(connector.channels).length == 0)
  })

  it('know whether the channel was accepted or refused', () => {
    const { echo, connector } = memory()
    const { channel } = echo.lease('news')
    const states: string[] = []
    const undo = channel.watch(() => states.push(channel.state.status))
    expect(channel.state).toEqual({ status: 'subscribing', error: null })
    connector.channels.news?.confirm()
    connector.channels.news?.refuse(Object.assign(new Error('No.'), { status: 403 }))
    expect(states).toEqual(['subscribed', 'failed'])
    expect(channel.state.error).toMatchObject({ message: 'No.', status: 403, channel: 'news' })
    undo()
    connector.channels.news?.confirm()
    expect(states).toHaveLength(2)
  })

  it('know who is there', async () => {
    const { echo, connector } = memory()
    const store = presenceStore(echo, 'presence-room.1')
    const undo = store.subscribe(() => undefined)
    const room = connector.channel('presence-room.1')
    room.emit('here', [{ id: 1, name: 'Ada' }, 'guest'])
    room.emit('joining', { id: 2, name: 'Grace' })
    room.emit('leaving', 'guest')
    const { membership } = echo.lease('presence-room.1').channel
    expect([...(membership?.members ?? [])]).toEqual([
      ['1', { id: 1, name: 'Ada' }],
      ['2', { id: 2, name: 'Grace' }],
    ])
    await until(() => store.get().members.length >= 2)
    undo()
  })

  it('assemble a stream', async () => {
    const { echo, connector } = memory()
    const store = streamStore(echo, 'private-conversation.1')
    const undo = store.subscribe(() => undefined)
    const channel = connector.channel('private-conversation.1')
    for (const [sequence, chunk] of ['Hel', 'lo'].entries())
      channel.emit('stream.chunk', { messageId: 1, chunk, sequence: sequence + 1 })
    await until(() => store.get().messages[0]?.text == 'Hello')
    undo()
  })

  it('report what a listener or a whisper throws, and go on', () => {
    const errors: unknown[] = []
    const { echo, connector } = memory({ onError: (error: unknown) => errors.push(error) })
    const { channel } = echo.lease('news')
    const boom = new Error('boom')
    let heard = false
    channel.listen('.x', () => {
      throw boom
    })
    channel.listen('.x', () => (heard = true))
    connector.channels.news?.emit('x', 1)
    expect(heard).toBe(true)
    const news = connector.channel('news')
    news.whisper = () => {
      throw boom
    }
    channel.whisper('x', {})
    expect(errors).toEqual([1, 2].map(() => expect.objectContaining({ kind: 'listener', cause: boom })))
  })
})

describe('the base classes', () => {
  it('build whispers and notifications of listen, as laravel-echo does', () => {
    const channel = new MemoryChannel('x')
    const callback = (): undefined => undefined
    channel.listenForWhisper('typing', callback).notification(callback)
    expect([...channel.handlers.keys()]).toEqual([
      'client-typing',
      'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated',
    ])
    channel.stopListeningForWhisper('typing', callback).stopListeningForNotification(callback)
    for (const handlers of channel.handlers.values()) expect(handlers.size).toBe(0)
  })

  it('put tokens into headers that are the connectors own', () => {
    const { connector } = memory({ csrfToken: 'csrf', bearerToken: 'token' })
    const headers = { 'X-CSRF-TOKEN': 'csrf', Authorization: 'Bearer token' }
    expect(connector.options.auth.headers).toEqual(headers)
    expect(connector.options.userAuthentication.headers).toEqual(headers)
    expect(memory().connector.options.auth.headers).toEqual({})
  })

  it('find the token of the page', () => {
    vi.stubGlobal('Laravel', { csrfToken: 'of the page' })
    expect(memory().connector.options.auth.headers).toEqual({ 'X-CSRF-TOKEN': 'of the page' })
  })
})

it.each([
  ['Posted', 'App.Events', 'App\\Events\\Posted'],
  ['Blog.Posted', 'App.Events', 'App\\Events\\Blog\\Posted'],
  ['.posted', 'App.Events', 'posted'],
  ['\\Blog\\Posted', 'App.Events', 'Blog\\Posted'],
  ['Posted', false, 'Posted'],
  ['Blog.Posted', undefined, 'Blog\\Posted'],
] as const)('formats the event %s in the namespace %s as %s', (event, namespace, wire) => {
  const formatter = new EventFormatter(namespace)
  expect(formatter.format(event)).toBe(wire)
  formatter.setNamespace('Other')
  expect(formatter.format('X')).toBe('Other\\X')
})

it('is typed as the application typed it', () => {
  const { echo } = memory()
  expectTypeOf(echo.channel('x')).toBeAny()
  expectTypeOf(echo.connector).toBeAny()
})
