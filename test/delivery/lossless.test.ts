import { eventLog, reverb, type Gap } from '@resound/echo/core'
import { describe, expect, it } from 'vitest'
import { publishNumbered, scene, type FallbackClient, type Scene } from '../fallback/scene.js'
import { tally } from '../scenarios/numbered.js'
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

// What becomes of a thousand events in every fault is shown in test/scenarios.
describe('a web socket with an event log', () => {
  it('closes a hole without being cut', { timeout: 120_000 }, async () => {
    const place = await scene()
    const { server } = place
    const { echo, got, gaps, cursors } = await listening(place)
    await publishNumbered(server, 'private-room.1', [1, 10])
    server.running.log.swallow(5)
    await publishNumbered(server, 'private-room.1', [11, 30])
    await until(() => got.includes(30))
    expect([tally(got, 30), gaps, echo.guarantee]).toEqual([NONE, [], 'gapless'])
    expect(new Set(cursors).size).toBe(30)
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
