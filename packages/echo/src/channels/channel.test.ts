import { describe, expect, it, vi } from 'vitest'
import { setUp, settled } from './channel-registry.fixture.js'
import { PresenceChannel } from './presence-channel.js'

async function subscribed(name = 'news') {
  const world = setUp()
  world.connect()
  const channel = world.registry.channel('public', name)
  await settled()
  world.confirm(name)
  return { ...world, channel }
}

function presence(registry: ReturnType<typeof setUp>['registry']): PresenceChannel {
  const channel = registry.channel('presence', 'room')
  if (!(channel instanceof PresenceChannel)) throw new Error('It is no presence channel.')
  return channel
}

describe('channel', () => {
  it('hands on payload and meta, by the namespace’s rules', async () => {
    const { channel, event, clock } = await subscribed()
    const heard: unknown[] = []
    channel
      .listen('OrderShipped', (data, meta) => heard.push([data, meta]))
      .listen('.order.shipped', (data) => heard.push(data))
      .listen('\\Other\\Event', (data) => heard.push(data))
    event('news', 'App\\Events\\OrderShipped', { id: 7 })
    event('news', 'order.shipped', null)
    event('news', 'Other\\Event', 'text')
    const meta = { event: 'App\\Events\\OrderShipped', channel: 'news', replayed: false, receivedAt: clock.now() }
    expect(heard).toEqual([[{ id: 7 }, meta], null, 'text'])
  })

  it('hands on the sender that the server vouches for, under both names', async () => {
    const { channel, event } = await subscribed()
    const heard = vi.fn()
    channel.listenForWhisper('typing', heard)
    event('news', 'client-typing', undefined, { text: undefined, data: { on: true }, userId: '2' })
    expect(heard).toHaveBeenCalledWith({ on: true }, expect.objectContaining({ userId: '2', user_id: '2' }))
  })

  it('hands on what is no JSON as the text it is', async () => {
    const { channel, event } = await subscribed()
    const heard = vi.fn()
    channel.listen('.m', heard)
    event('news', 'm', undefined, { text: '{nope' })
    expect(heard).toHaveBeenCalledWith('{nope', expect.anything())
  })

  it.each(['listen', 'listenToAll'] as const)(
    'S6 calls nothing after it was left by %s, not even the rest of the same event',
    async (method) => {
      const { channel, event, registry } = await subscribed()
      const [first, second, rest] = [vi.fn(), vi.fn(), vi.fn()]
      const leave = (): void => {
        registry.leave('news')
      }
      channel.listenToAll(first)
      if (method == 'listen') channel.listen('.m', leave)
      else channel.listenToAll(leave).listenToAll(second)
      channel.listen('.m', rest)
      event('news', 'm', 1)
      event('news', 'm', 2)
      expect([first, second, rest].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 0])
    },
  )

  it('S6 calls nothing that was late and then left', async () => {
    const { channel, registry } = await subscribed()
    const late = vi.fn()
    channel.subscribed(late)
    registry.leave('news')
    await settled()
    expect(late).not.toHaveBeenCalled()
  })

  it('S8 tells who comes late the present state, once', async () => {
    const { channel, confirm } = await subscribed()
    const late = vi.fn()
    channel.subscribed(late)
    expect(late).not.toHaveBeenCalled()
    await settled()
    expect(late).toHaveBeenCalledTimes(1)
    confirm('news')
    expect(late).toHaveBeenCalledTimes(2)
  })

  it('S8 tells a late error() what is wrong', async () => {
    const { registry, connect, next } = setUp()
    connect()
    const channel = registry.channel('private', 'a')
    next().refuse()
    await settled()
    const late = vi.fn()
    channel.error(late)
    await settled()
    const meta = expect.objectContaining({ event: 'pusher:subscription_error', channel: 'private-a' }) as unknown
    expect(late).toHaveBeenCalledWith(expect.objectContaining({ status: 403 }), meta)
  })

  it('S9 calls the next listener when one throws, and reports what it threw', async () => {
    const { channel, event, reported } = await subscribed()
    const next = vi.fn()
    const thrown = new Error('mine')
    channel
      .listen('.m', () => {
        throw thrown
      })
      .listen('.m', next)
      .listenToAll(next)
    event('news', 'm', 1)
    expect(next).toHaveBeenCalledTimes(2)
    expect(reported).toMatchObject([{ kind: 'listener', cause: thrown }])
  })

  it('S11 keeps whispers until it is subscribed, a hundred of them, in order', async () => {
    const { registry, connect, commands, confirm, next, reported } = setUp()
    const channel = registry.channel('private', 'a')
    for (let n = 0; n < 101; n++) channel.whisper('typing', n)
    connect()
    next().allow()
    await settled()
    confirm('private-a')
    expect(commands.slice(1)).toEqual(Array.from({ length: 100 }, (_, n) => `whisper private-a typing ${String(n)}`))
    expect(reported).toMatchObject([{ kind: 'whisper', channel: 'private-a' }])
  })

  it('S11 refuses whispers after leaving, on failed and on encrypted channels, without throwing', async () => {
    const { registry, connect, next, reported, commands } = setUp()
    connect()
    const [left, failed, encrypted] = [
      registry.channel('public', 'left'),
      registry.channel('private', 'failed'),
      registry.channel('encrypted', 'box'),
    ]
    registry.leave('left')
    next().refuse()
    await settled()
    for (const channel of [left, failed, encrypted]) channel.whisper('typing', {})
    expect(reported.map(({ kind, channel }) => [kind, channel])).toEqual([
      ['whisper', 'left'],
      ['whisper', 'private-failed'],
      ['whisper', 'private-encrypted-box'],
    ])
    expect(commands.filter((command) => command.startsWith('whisper'))).toEqual([])
  })

  it('S12 parses a payload once for all who listen, and for nobody not at all', async () => {
    const { channel, event, registry } = await subscribed()
    const parse = vi.spyOn(JSON, 'parse')
    event('news', 'unheard', { n: 1 })
    expect(parse).not.toHaveBeenCalled()
    channel.listen('.m', () => undefined).listen('.m', () => undefined)
    registry.lease('news').channel.listen('.m', () => undefined)
    event('news', 'm', { n: 1 })
    expect(parse).toHaveBeenCalledTimes(1)
    parse.mockRestore()
  })

  it('tells listenToAll every event by the name that listen takes, and nothing of the protocol’s own', async () => {
    const { channel, event } = await subscribed()
    const heard: string[] = []
    const callback = (name: string): void => void heard.push(name)
    channel.listenToAll(callback)
    for (const name of ['App\\Events\\Created', 'plain', 'pusher:cache_miss', '\0']) event('news', name, {})
    channel.stopListeningToAll(callback)
    event('news', 'plain', {})
    expect(heard).toEqual(['Created', '.plain', '.\0'])
  })

  it('ends every kind of listener with its signal', async () => {
    const { registry, connect, confirm, event } = setUp()
    connect()
    const channel = presence(registry)
    const heard = vi.fn()
    const { signal, abort } = ((controller) => ({
      signal: controller.signal,
      abort: () => {
        controller.abort()
      },
    }))(new AbortController())
    channel.listen('.m', heard, { signal }).listenToAll(heard, { signal }).listenForWhisper('w', heard, { signal })
    channel.notification(heard, { signal }).subscribed(heard, { signal }).error(heard, { signal })
    channel.here(heard, { signal }).joining(heard, { signal }).leaving(heard, { signal })
    abort()
    await settled()
    confirm('presence-room', { 1: {} })
    confirm('presence-room', { 2: {} })
    for (const name of ['m', 'client-w', 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated']) {
      event('presence-room', name, {})
    }
    expect(heard).not.toHaveBeenCalled()
    channel.listen('.m', heard, { signal })
    event('presence-room', 'm', {})
    expect(heard).not.toHaveBeenCalled()
  })

  it('hands out events one by one, until the channel is left', async () => {
    const { channel, event, registry } = await subscribed()
    const got: unknown[] = []
    const reading = (async () => {
      for await (const data of channel.events('.m')) got.push(data)
    })()
    await settled()
    event('news', 'm', 1)
    event('news', 'm', 2)
    await settled()
    registry.leave('news')
    await reading
    expect(got).toEqual([1, 2])
  })

  it('takes part again after unsubscribe() and subscribe(), and never by itself', async () => {
    const { channel, commands, event, registry } = await subscribed()
    const heard = vi.fn()
    channel.unsubscribe()
    channel.stopListening('.m').listen('.m', heard)
    expect(registry.channels).toEqual({})
    channel.subscribe()
    channel.listen('.m', heard)
    await settled()
    event('news', 'm', 1)
    expect(commands).toEqual(['subscribe news', 'unsubscribe news', 'subscribe news'])
    expect([heard.mock.calls.length, registry.channels.news]).toEqual([1, channel])
  })
})

describe('presence channel', () => {
  async function room() {
    const world = setUp()
    world.connect()
    const channel = presence(world.registry)
    const told: unknown[] = []
    channel
      .here((members: unknown) => told.push(['here', members]))
      .joining((member: unknown) => told.push(['joining', member]))
      .leaving((member: unknown) => told.push(['leaving', member]))
    world.next().allow({ channel_data: '{"user_id":1,"user_info":{}}' })
    await settled()
    return { ...world, channel, told, joined: join(world), left: leave(world) }
  }
  const join =
    ({ registry }: ReturnType<typeof setUp>) =>
    (id: string, info: unknown) => {
      registry.receive({ kind: 'joined', channel: 'presence-room', id, info })
    }
  const leave =
    ({ registry }: ReturnType<typeof setUp>) =>
    (id: string) => {
      registry.receive({ kind: 'left', channel: 'presence-room', id })
    }

  it('S10 tells who is there, who comes and who goes, each once, with the object that came', async () => {
    const { confirm, told, joined, left, channel } = await room()
    const ada = { name: 'Ada' }
    confirm('presence-room', { 1: ada })
    const grace = { name: 'Grace' }
    joined('2', grace)
    joined('2', grace)
    left('2')
    left('2')
    expect(told).toEqual([
      ['here', [ada]],
      ['joining', grace],
      ['leaving', grace],
    ])
    expect((told[2] as unknown[])[1]).toBe(grace)
    expect(channel.membership).toEqual({ members: new Map([['1', ada]]), me: '1' })
  })

  it('S10 tells after a reconnect only the difference, and then everybody anew', async () => {
    const { confirm, told, connect, lose, next } = await room()
    confirm('presence-room', { 1: 'ada', 2: 'grace' })
    told.length = 0
    lose()
    connect()
    next().allow()
    await settled()
    confirm('presence-room', { 1: 'ada', 3: 'linus' })
    expect(told).toEqual([
      ['joining', 'linus'],
      ['leaving', 'grace'],
      ['here', ['ada', 'linus']],
    ])
  })

  it('S10 counts who was announced before the first snapshot', async () => {
    const { confirm, told, joined, left } = await room()
    joined('2', 'grace')
    joined('3', 'linus')
    left('3')
    confirm('presence-room', { 1: 'ada' })
    expect(told).toEqual([['here', ['ada', 'grace']]])
  })

  it('S8 tells a late here() who is there, with a new array each time', async () => {
    const { confirm, channel } = await room()
    confirm('presence-room', { 1: 'ada' })
    const lists: unknown[] = []
    channel.here((members: unknown) => lists.push(members)).here((members: unknown) => lists.push(members))
    await settled()
    expect(lists).toEqual([['ada'], ['ada']])
    expect(lists[0]).not.toBe(lists[1])
  })

  it('S15 lets members be called anything and be anything', async () => {
    const { confirm, told, joined } = await room()
    confirm('presence-room', JSON.parse('{"__proto__":true,"constructor":7}') as Record<string, unknown>)
    joined('toString', null)
    expect(told).toEqual([
      ['here', [true, 7]],
      ['joining', null],
    ])
  })
})
