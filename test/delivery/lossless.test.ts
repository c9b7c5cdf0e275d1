import { eventLog, reverb, type Gap } from '@resound/echo/core'
import { describe, expect, it } from 'vitest'
import { publishNumbered, scene, tally, type FallbackClient, type Scene } from '../fallback/scene.js'
import { until } from '../support/until.js'

const NONE = { lost: 0, repeated: 0, outOfOrder: 0 }
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Listening extends FallbackClient {
  readonly got: number[]
  readonly gaps: Gap[]
  readonly cursors: (string | undefined)[]
}

/** A client on web sockets alone, with the event log behind it, that hears the numbered events of a channel. */
async function listening(
  { server, proxy, endpoint, client }: Scene,
  { name = 'private-room.1', ...options }: { name?: string } & Parameters<Scene['client']>[0] = {},
): Promise<Listening> {
  const { key } = server
  const broadcaster = reverb({ key, wsHost: '127.0.0.1', wsPort: proxy.port, forceTLS: false })
  const ada = client({ broadcaster, history: eventLog({ endpoint }), ...options })
  const got: number[] = []
  const gaps: Gap[] = []
  const cursors: (string | undefined)[] = []
  const channel = ada.echo.channel(name).on('tick', ({ n }: { n: number }, { cursor }) => {
    got.push(n)
    cursors.push(cursor)
  })
  channel.gap((gap) => gaps.push(gap))
  await until(() => channel.state.status == 'subscribed')
  return { ...ada, got, gaps, cursors }
}

describe('a web socket with an event log', () => {
  it(
    'loses, repeats and reorders nothing when it is cut for a second among 1,000 events',
    { timeout: 120_000 },
    async () => {
      const place = await scene()
      const { server, proxy } = place
      const { echo, got, gaps, cursors } = await listening(place)
      const published = publishNumbered(server, 'private-room.1', [1, 1_000])
      await until(() => got.length >= 200)
      await proxy.refuse(true)
      proxy.cut()
      await wait(1_000)
      await proxy.refuse(false)
      await published
      await until(() => got.includes(1_000), { withinMs: 30_000 })
      expect([tally(got, 1_000), gaps, echo.guarantee]).toEqual([NONE, [], 'gapless'])
      expect(new Set(cursors).size).toBe(1_000)
    },
  )

  it(
    'goes on where it was when the server is killed among 400 events, and comes back with its streams',
    { timeout: 120_000 },
    async () => {
      const place = await scene()
      const { server } = place
      const { got, gaps } = await listening(place)
      await publishNumbered(server, 'private-room.1', [1, 200])
      await server.restart()
      await publishNumbered(server, 'private-room.1', [201, 400])
      await until(() => got.includes(400), { withinMs: 30_000 })
      expect([tally(got, 400), gaps]).toEqual([NONE, []])
    },
  )

  it(
    'tells of exactly one gap, its end unknown, when the server comes back without its streams',
    { timeout: 120_000 },
    async () => {
      const place = await scene()
      const { server } = place
      const { got, gaps, cursors } = await listening(place)
      await publishNumbered(server, 'private-room.1', [1, 50])
      await until(() => got.length == 50)
      await server.restart({ losesStreams: true })
      await publishNumbered(server, 'private-room.1', [51, 100])
      await until(() => got.includes(100), { withinMs: 30_000 })
      const epoch = cursors[0]?.split(':')[0]
      expect(tally(got, 100)).toEqual(NONE)
      expect(gaps).toEqual([{ channel: 'private-room.1', epoch, from: 51, to: null, reason: 'epoch' }])
    },
  )

  it('tells of the exact range that retention took while it was away', { timeout: 120_000 }, async () => {
    const place = await scene()
    const { server, proxy } = place
    const { got, gaps, cursors } = await listening(place)
    await publishNumbered(server, 'private-room.1', [1, 20])
    await until(() => got.length == 20)
    await proxy.refuse(true)
    proxy.cut()
    server.running.log.setRetention({ maxEvents: 10 })
    await publishNumbered(server, 'private-room.1', [21, 60])
    await proxy.refuse(false)
    await until(() => got.includes(60), { withinMs: 30_000 })
    const epoch = cursors[0]?.split(':')[0]
    expect(gaps).toEqual([{ channel: 'private-room.1', epoch, from: 21, to: 50, reason: 'retention' }])
    expect(got).toEqual([
      ...Array.from({ length: 20 }, (_, n) => n + 1),
      ...Array.from({ length: 10 }, (_, n) => n + 51),
    ])
  })

  it.each([
    ['500', { kind: 'status', status: 500 }, 3],
    ['429 and when to come back', { kind: 'status', status: 429, retryAfterS: 1 }, 2],
    ['a login page', { kind: 'html' }, 2],
    ['an answer that comes late', { kind: 'slow', ms: 1_000 }, 2],
  ] as const)('loses nothing where replay is answered by %s', { timeout: 120_000 }, async (_, fault, times) => {
    const place = await scene()
    const { server, proxy } = place
    const { got, gaps } = await listening(place)
    const published = publishNumbered(server, 'private-room.1', [1, 200])
    await until(() => got.length >= 50)
    server.running.log.failReplays(fault, { times })
    proxy.cut()
    await published
    await until(() => got.includes(200), { withinMs: 30_000 })
    expect([tally(got, 200), gaps]).toEqual([NONE, []])
  })

  it('finds the last event, which nothing followed, when somebody looks', { timeout: 120_000 }, async () => {
    const place = await scene()
    const { server } = place
    const { got, signal } = await listening(place)
    await publishNumbered(server, 'private-room.1', [1, 10])
    await until(() => got.length == 10)
    server.running.log.swallow(1)
    await publishNumbered(server, 'private-room.1', [11, 11])
    await wait(300)
    expect(got).toHaveLength(10)
    signal('focus')
    await until(() => got.includes(11))
    expect(tally(got, 11)).toEqual(NONE)
  })

  it('closes a hole without being cut', { timeout: 120_000 }, async () => {
    const place = await scene()
    const { server } = place
    const { got, gaps } = await listening(place)
    await publishNumbered(server, 'private-room.1', [1, 10])
    server.running.log.swallow(5)
    await publishNumbered(server, 'private-room.1', [11, 30])
    await until(() => got.includes(30))
    expect([tally(got, 30), gaps]).toEqual([NONE, []])
  })

  it('keeps the order of an encrypted channel, whose places are inside', { timeout: 120_000 }, async () => {
    const place = await scene()
    const { server, proxy } = place
    const name = 'private-encrypted-room.1'
    const { got, gaps } = await listening(place, { name })
    const published = publishNumbered(server, name, [1, 200])
    await until(() => got.length >= 50)
    await proxy.refuse(true)
    proxy.cut()
    await wait(300)
    await proxy.refuse(false)
    await published
    await until(() => got.includes(200), { withinMs: 30_000 })
    expect([tally(got, 200), gaps]).toEqual([NONE, []])
  })

  it('goes on over a page load from the position that the application kept', { timeout: 120_000 }, async () => {
    const place = await scene()
    const { server, endpoint } = place
    const first = await listening(place)
    await publishNumbered(server, 'private-room.1', [1, 20])
    await until(() => first.got.length == 20)
    first.echo.disconnect()
    await publishNumbered(server, 'private-room.1', [21, 40])
    const history = eventLog({ endpoint, since: () => first.cursors.at(-1) })
    const second = await listening(place, { history })
    await until(() => second.got.includes(40))
    expect(tally([...first.got, ...second.got], 40)).toEqual(NONE)
  })

  it('reads for 50 channels with one request after a reconnect', { timeout: 120_000 }, async () => {
    const place = await scene()
    const { server, proxy } = place
    let replays = 0
    const counted: typeof fetch = (url, init) => {
      if (typeof url == 'string' && url.endsWith('/events')) replays++
      return fetch(url, init)
    }
    const { echo, got } = await listening(place, { fetch: (url, init) => counted(url, init), name: 'public.0' })
    const channels = Array.from({ length: 49 }, (_, n) => echo.channel(`public.${n + 1}`))
    for (const channel of channels) channel.on('tick', ({ n }: { n: number }) => got.push(n))
    await until(() => channels.every(({ state }) => state.status == 'subscribed'))
    await until(() => replays > 0)
    await wait(500)
    await proxy.refuse(true)
    proxy.cut()
    for (let n = 0; n < 50; n++) server.running.publish(`public.${n}`, 'tick', { n: n + 1 })
    replays = 0
    await proxy.refuse(false)
    await until(() => got.length == 50, { withinMs: 30_000 })
    expect([replays, new Set(got).size]).toEqual([1, 50])
  })
})
