import { polling, reverb, sse, type EchoError, type FallbackBroadcaster } from '@resound/echo/core'
import { describe, expect, it } from 'vitest'
import { tally } from '../scenarios/numbered.js'
import { until } from '../support/until.js'
import { publishNumbered, scene, type FallbackClient, type Scene } from './scene.js'

type Connect = (endpoint: string) => FallbackBroadcaster

const subscribed = async ({ echo }: FallbackClient): Promise<void> => {
  const channels = Object.values(echo.connector.channels)
  await until(() => channels.every(({ state }) => state.status == 'subscribed'), { what: 'the subscriptions' })
}

/** Held requests that are answered a little later: what was to come would have come. */
const longAfter = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 300))

async function on(make: Connect) {
  const place = await scene()
  const client = (options: Parameters<Scene['client']>[0] = {}): FallbackClient =>
    place.client({ broadcaster: make(place.endpoint), ...options })
  return { ...place, client }
}

describe.each<{ name: string; transport: string; make: Connect }>([
  { name: 'sse', transport: 'event-stream', make: (endpoint) => sse({ endpoint }) },
  { name: 'polling', transport: 'long-poll', make: (endpoint) => polling({ endpoint }) },
  // A log that holds no request is asked now and then.
  { name: 'polling without waiting', transport: 'long-poll', make: (endpoint) => polling({ endpoint, waitMs: 0 }) },
])('$name', ({ transport, make }) => {
  it('delivers every event once, in order, and says so', async () => {
    const { client, server } = await on(make)
    const ada = client()
    const got: number[] = []
    ada.echo.channel('news').listen('tick', ({ n }: { n: number }) => got.push(n))
    ada.echo.private('room.1').listen('tick', ({ n }: { n: number }) => got.push(n))
    await subscribed(ada)
    await publishNumbered(server, 'private-room.1', [1, 200])
    await until(() => got.length >= 200)
    server.running.publish('news', 'tick', { n: 201 })
    await until(() => got.length >= 201)
    expect(tally(got, 201)).toEqual({ lost: 0, repeated: 0, outOfOrder: 0 })
    expect([ada.story, ada.errors, ada.echo.connector.guarantee]).toEqual([[transport], [], 'gapless'])
  })

  it('loses nothing while the server is away', async () => {
    const { client, server, logProxy } = await on(make)
    const ada = client()
    const got: number[] = []
    ada.echo.private('room.1').listen('tick', ({ n }: { n: number }) => got.push(n))
    await subscribed(ada)
    const published = publishNumbered(server, 'private-room.1', [1, 100])
    await until(() => got.length > 20)
    logProxy.cut()
    await published
    await server.restart()
    await publishNumbered(server, 'private-room.1', [101, 200])
    await until(() => got.includes(200), { withinMs: 30_000 })
    expect(tally(got, 200)).toEqual({ lost: 0, repeated: 0, outOfOrder: 0 })
  })

  it('loses nothing where more than a megabyte was missed', async () => {
    const { client, server, logProxy } = await on(make)
    const ada = client()
    const rooms = [1, 2, 3].map((n) => `private-room.${n}`)
    const got: string[] = []
    for (const name of rooms)
      ada.echo.private(name.slice(8)).listen('tick', ({ n }: { n: number }) => got.push(`${name} ${n}`))
    await subscribed(ada)
    for (const name of rooms) server.running.publish(name, 'tick', { n: 0 })
    await until(() => got.length == 3)
    await logProxy.refuse(true)
    logProxy.cut()
    const missed = Array.from({ length: 80 }, (_, n) => n + 1)
    for (const name of rooms)
      for (const n of missed) server.running.publish(name, 'tick', { n, text: 'x'.repeat(8_000) })
    await logProxy.refuse(false)
    await until(() => got.length == 3 * 81, { withinMs: 30_000 })
    for (const name of rooms)
      expect(got.filter((line) => line.startsWith(name))).toEqual([0, ...missed].map((n) => `${name} ${n}`))
  })

  it('has 500 channels, and says of any more that these are too many', async () => {
    const { client, server } = await on(make)
    const ada = client()
    const channels = Array.from({ length: 503 }, (_, n) => ada.echo.channel(`c${n}`))
    const others = channels.slice(500)
    await until(() => others.every(({ state }) => state.error), { what: 'the refusals' })
    await until(() => channels.slice(0, 500).every(({ state }) => state.status == 'subscribed'))
    expect(others.map(({ state }) => [state.status, state.error?.retryable])).toEqual(
      others.map(() => ['subscribing', true]),
    )
    const got: unknown[] = []
    channels[499]?.listen('tick', ({ n }: { n: number }) => got.push(n))
    server.running.publish('c499', 'tick', { n: 1 })
    await until(() => got.length == 1)
  })

  it('comes to no channel that was left, and to the head of one that is joined again', async () => {
    const { client, server } = await on(make)
    const ada = client()
    const got: unknown[] = []
    const join = (): void => void ada.echo.private('room.1').listen('tick', ({ n }: { n: number }) => got.push(n))
    ada.echo.private('room.2').listen('tick', ({ n }: { n: number }) => got.push(`other ${String(n)}`))
    join()
    await subscribed(ada)
    server.running.publish('private-room.1', 'tick', { n: 1 })
    await until(() => got.length == 1)
    ada.echo.leave('room.1')
    await longAfter()
    server.running.publish('private-room.1', 'tick', { n: 2 })
    server.running.publish('private-room.2', 'tick', { n: 2 })
    await until(() => got.length == 2)
    join()
    await subscribed(ada)
    server.running.publish('private-room.1', 'tick', { n: 3 })
    await until(() => got.length == 3)
    expect(got).toEqual([1, 'other 2', 3])
  })

  it('refuses the channel that the server refuses, and keeps the others', async () => {
    const { client } = await on(make)
    const ada = client()
    const refused: EchoError[] = []
    ada.echo.private('forbidden').error((error: EchoError) => refused.push(error))
    const room = ada.echo.private('room.1')
    await until(() => refused.length == 1 && room.state.status == 'subscribed')
    expect(refused).toMatchObject([{ kind: 'authorization', status: 403, channel: 'private-forbidden' }])
  })

  it('keeps public channels for a guest who is refused the others', async () => {
    const { client, server } = await on(make)
    const guest = client({ user: '' })
    const got: unknown[] = []
    const refused: EchoError[] = []
    guest.echo.channel('news').listen('tick', (data: unknown) => got.push(data))
    guest.echo.private('room.1').error((error: EchoError) => refused.push(error))
    await until(() => refused.length == 1 && guest.echo.channel('news').state.status == 'subscribed')
    server.running.publish('news', 'tick', { n: 1 })
    await until(() => got.length == 1)
    expect(refused).toMatchObject([{ status: 401 }])
  })

  it('is called by its socket id: what it caused itself does not come', async () => {
    const { client, server } = await on(make)
    const ada = client()
    const got: unknown[] = []
    ada.echo.private('room.1').listen('tick', ({ n }: { n: number }) => got.push(n))
    await subscribed(ada)
    server.running.publish('private-room.1', 'tick', { n: 1 }, ada.echo.socketId())
    server.running.publish('private-room.1', 'tick', { n: 2 })
    await until(() => got.length > 0)
    expect(got).toEqual([2])
  })

  it('goes on when a listener throws', async () => {
    const { client, server } = await on(make)
    const ada = client()
    const got: unknown[] = []
    ada.echo
      .private('room.1')
      .listen('tick', () => {
        throw new Error('mine')
      })
      .listen('tick', ({ n }: { n: number }) => got.push(n))
    await subscribed(ada)
    await publishNumbered(server, 'private-room.1', [1, 3])
    await until(() => got.length == 3)
    expect([got, ada.errors.map(({ kind }) => kind)]).toEqual([
      [1, 2, 3],
      ['listener', 'listener', 'listener'],
    ])
  })

  it('leaves no timer, request or listener after disconnect()', async () => {
    const { client } = await on(make)
    const ada = client()
    ada.echo.private('room.1')
    ada.echo.join('room.1').whisper('typing', {})
    await subscribed(ada)
    ada.echo.disconnect()
    // The goodbye of a member is answered at once.
    await until(() => ada.traces.requests == 0)
    await until(() => ada.traces.sockets == 0, { what: 'the sockets to close' })
    expect(ada.traces).toEqual({ timers: 0, requests: 0, listeners: 0, sockets: 0 })
  })

  it('has members, who come and go, and whispers, both ways with a web socket', async () => {
    const place = await on(make)
    const grace = place.client({ user: 'grace' })
    const { key, httpUrl } = place.server
    const wsPort = new URL(httpUrl).port
    const ada = place.client({ broadcaster: reverb({ key, wsHost: '127.0.0.1', wsPort, forceTLS: false }) })
    const seen: string[] = []
    const watch = (who: string, { echo }: FallbackClient): void => {
      echo
        .join('room.1')
        .here((members: { name: string }[]) =>
          seen.push(
            `${who} sees ${members
              .map(({ name }) => name)
              .sort()
              .join('+')}`,
          ),
        )
        .joining(({ name }: { name: string }) => seen.push(`${who}: +${name}`))
        .leaving(({ name }: { name: string }) => seen.push(`${who}: -${name}`))
        .listenForWhisper('typing', ({ by }: { by: string }) => seen.push(`${who} hears ${by}`))
    }
    watch('ada', ada)
    await subscribed(ada)
    watch('grace', grace)
    await until(() => seen.includes('ada: +Grace Hopper'), { what: 'ada to see grace' })
    await until(() => seen.includes('grace sees Ada Lovelace+Grace Hopper') || seen.includes('grace: +Ada Lovelace'))
    ada.echo.join('room.1').whisper('typing', { by: 'ada' })
    await until(() => seen.includes('grace hears ada'), { what: 'grace to hear ada' })
    grace.echo.join('room.1').whisper('typing', { by: 'grace' })
    await until(() => seen.includes('ada hears grace'), { what: 'ada to hear grace' })
    grace.echo.leave('room.1')
    await until(() => seen.includes('ada: -Grace Hopper'), { what: 'ada to see grace go' })
    expect(seen.filter((line) => line.includes('hears'))).toEqual(['grace hears ada', 'ada hears grace'])
    expect([ada.errors, grace.errors]).toEqual([[], []])
  })
})
