import { afterEach, describe, expect, it } from 'vitest'
import { Echo } from '../echo.js'
import type { EchoError } from '../errors.js'
import { createFakeServer, type FakeServer } from './fake-server.js'
import type { FakeMember } from './fake-room.js'
import { createManualClock, settle } from './manual-clock.js'

const clock = createManualClock()
const echos: Echo[] = []

async function connect(server: FakeServer, member?: FakeMember) {
  const errors: EchoError[] = []
  const options = server.options(member)
  const platform = { ...options.platform, random: () => 0.5 }
  const echo = new Echo({ ...options, platform, onError: (error) => errors.push(error) })
  echos.push(echo)
  await settle()
  return { echo, errors }
}

afterEach(() => {
  for (const echo of echos.splice(0)) echo.disconnect()
  expect(clock.timers).toBe(0)
})

describe('a server in memory', () => {
  it('brings an event to those who are subscribed, in the call', async () => {
    const server = createFakeServer({ clock })
    const { echo } = await connect(server)
    const seen: unknown[] = []
    echo.private('orders.1').listen('.shipped', (order) => seen.push(order))
    await settle()
    expect(server.channels).toEqual(['private-orders.1'])
    server.emit('private-orders.1', 'shipped', { id: 1 })
    server.emit('private-orders.2', 'shipped', { id: 2 })
    expect(seen).toEqual([{ id: 1 }])
    echo.leave('orders.1')
    clock.advance(100)
    await settle()
    expect(server.channels).toEqual([])
  })

  it('says the full name to who forgets the prefix of a channel, and is silent where nobody is subscribed', async () => {
    const server = createFakeServer({ clock })
    const { echo } = await connect(server)
    server.emit('orders.1', 'shipped')
    echo.private('orders.1')
    echo.join('orders.1')
    echo.channel('room')
    echo.join('room')
    await settle()
    const seen: unknown[] = []
    echo.channel('room').on('said', (data) => seen.push(data))
    server.emit('room', 'said', 1)
    server.emit('orders.2', 'shipped')
    expect(seen).toEqual([1])
    const text =
      'Nobody is subscribed to orders.1. The full name of the channel is private-orders.1 or presence-orders.1.'
    const wrong = [
      () => server.emit('orders.1', 'shipped'),
      () => server.join('orders.1', { id: '2' }),
      () => server.leave('orders.1', '2'),
      () => server.whisper({ channel: 'orders.1', event: 'typing', data: {} }),
    ]
    for (const call of wrong) expect(call).toThrow(text)
    echo.leave('orders.1')
    clock.advance(100)
    await settle()
    server.emit('orders.1', 'shipped')
    expect(server.channels).toEqual(['room', 'presence-room'])
  })

  it('knows who is in a presence channel, with clients and without', async () => {
    const server = createFakeServer({ clock })
    const ada = await connect(server, { id: '1', info: { name: 'Ada' } })
    const told: unknown[] = []
    const tell = (what: string) => (who: unknown) => told.push([what, who])
    ada.echo.join('room').here(tell('here')).joining(tell('joining')).leaving(tell('leaving'))
    await settle()
    const grace = await connect(server, { id: '2', info: { name: 'Grace' } })
    grace.echo.join('room')
    await settle()
    server.join('presence-room', { id: '3', info: { name: 'Alan' } })
    server.leave('presence-room', '3')
    grace.echo.disconnect()
    expect(told).toEqual([
      ['here', [{ name: 'Ada' }]],
      ['joining', { name: 'Grace' }],
      ['joining', { name: 'Alan' }],
      ['leaving', { name: 'Alan' }],
      ['leaving', { name: 'Grace' }],
    ])
  })

  it('carries whispers between clients, keeps them, and sends those of others', async () => {
    const server = createFakeServer({ clock })
    const ada = await connect(server, { id: '1' })
    const grace = await connect(server, { id: '2' })
    const heard: unknown[] = []
    grace.echo.join('room').listenForWhisper('typing', (data, meta) => heard.push([data, meta.userId]))
    const room = ada.echo.join('room')
    await settle()
    room.whisper('typing', { now: true })
    await settle()
    server.whisper({ channel: 'presence-room', event: 'typing', data: {}, userId: '9' })
    expect(heard).toEqual([
      [{ now: true }, '1'],
      [{}, '9'],
    ])
    expect(server.whispers).toEqual([{ channel: 'presence-room', event: 'typing', data: { now: true }, userId: '1' }])
  })

  it.each([
    ['private-orders.1', (echo: Echo) => echo.private('orders.1')],
    ['news', (echo: Echo) => echo.channel('news')],
  ])('refuses %s until that is undone', async (name, channel) => {
    const server = createFakeServer({ clock })
    const allow = server.refuse(name)
    const { echo } = await connect(server)
    const refusals: EchoError[] = []
    const refused = channel(echo).error((error) => refusals.push(error))
    await settle()
    expect(refusals).toMatchObject([{ channel: name }])
    expect(refused.state.status).toBe('failed')
    allow()
    refused.resubscribe()
    await settle()
    expect(refused.state.status).toBe('subscribed')
  })
})

describe('its faults', () => {
  async function numbers() {
    const server = createFakeServer({ clock })
    const { echo } = await connect(server)
    const seen: unknown[] = []
    echo.channel('news').listen('.n', (n) => seen.push(n))
    await settle()
    const emit = (...all: number[]): void => {
      for (const n of all) server.emit('news', 'n', n)
    }
    return { server, echo, seen, emit }
  }

  it('lose, repeat, turn round and delay events', async () => {
    const { server, seen, emit } = await numbers()
    server.drop(2)
    emit(1, 2, 3)
    server.duplicate()
    emit(4, 5)
    server.reorder(3)
    emit(6, 7, 8, 9)
    server.delay(500)
    emit(10)
    server.delay(0)
    emit(11)
    clock.advance(500)
    expect(seen).toEqual([3, 4, 4, 5, 8, 7, 6, 9, 11, 10])
  })

  it('cut connections, which come back after their backoff', async () => {
    const { server, echo, seen, emit } = await numbers()
    server.cut()
    expect(echo.connectionStatus()).toBe('reconnecting')
    emit(1)
    await clock.advanceAsync(60_000)
    expect(server.connections).toBe(0)
    server.restore()
    await clock.advanceAsync(15_000)
    expect(echo.connectionStatus()).toBe('connected')
    emit(2)
    expect(seen).toEqual([2])
  })

  it('freeze a connection, which its heartbeat finds out', async () => {
    const { server, echo, emit, seen } = await numbers()
    server.freeze()
    emit(1)
    await clock.advanceAsync(30_000)
    expect(echo.connectionStatus()).toBe('connected')
    await clock.advanceAsync(10_000)
    expect(echo.connectionStatus()).toBe('reconnecting')
    server.restore()
    await clock.advanceAsync(15_000)
    emit(2)
    expect(seen).toEqual([2])
  })
})
