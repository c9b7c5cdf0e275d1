import { sse } from '@resound/echo/core'
import { describe, expect, it } from 'vitest'
import { tally } from '../scenarios/numbered.js'
import { until } from '../support/until.js'
import { publishNumbered, scene, type FallbackClient } from './scene.js'

const none = { lost: 0, repeated: 0, outOfOrder: 0 }

/** Hears the numbered events of a room. */
async function inRoom({ echo }: FallbackClient): Promise<{ got: number[]; gaps: unknown[] }> {
  const got: number[] = []
  const gaps: unknown[] = []
  const channel = echo.private('room.1').listen('tick', ({ n }: { n: number }) => got.push(n))
  channel.gap((gap: unknown) => gaps.push(gap))
  await until(() => channel.state.status == 'subscribed', { withinMs: 30_000, what: 'the subscription' })
  return { got, gaps }
}

describe('fallback, faults', () => {
  it('goes on to long polling where the server has no event streams', async () => {
    const { proxy, client } = await scene({ eventStream: false })
    await proxy.refuse(true)
    const ada = client()
    await inRoom(ada)
    expect([ada.story, ada.errors]).toEqual([['long-poll'], []])
  })

  it('climbs from the long poll as well, and loses nothing on the way, blocked from the start', async () => {
    const { proxy, client, server } = await scene({ eventStream: false })
    await proxy.refuse(true)
    const ada = client()
    const { got, gaps } = await inRoom(ada)
    const published = publishNumbered(server, 'private-room.1', [1, 1_000])
    await until(() => got.length > 300)
    await proxy.refuse(false)
    ada.signal('online')
    await ada.on('web-socket')
    await published
    await until(() => got.includes(1_000))
    expect([ada.story, tally(got, 1_000), gaps]).toEqual([['long-poll', 'web-socket'], none, []])
  })

  it('goes back to the event stream when the web socket opens and is gone', async () => {
    const { proxy, client, server } = await scene()
    await proxy.refuse(true)
    const ada = client()
    const { got, gaps } = await inRoom(ada)
    await ada.on('event-stream')
    const published = publishNumbered(server, 'private-room.1', [1, 600])
    await until(() => got.length > 100)
    await proxy.refuse(false)
    ada.signal('shown')
    await ada.on('web-socket')
    proxy.cut()
    await published
    await until(() => got.includes(600))
    expect([tally(got, 600), gaps]).toEqual([none, []])
  })

  it('refreshes its credentials once when they expire in mid-stream', async () => {
    const { client, server, logProxy, endpoint } = await scene()
    const account = async (path: string): Promise<{ token: string }> => {
      const response = await fetch(`${server.httpUrl}/api/${path}`, {
        method: 'POST',
        headers: server.headersOf('ada'),
      })
      return (await response.json()) as { token: string }
    }
    let token = 'ada'
    const reasons: string[] = []
    const ada = client({
      broadcaster: sse({ endpoint }),
      bearerToken: async ({ reason }) => {
        reasons.push(reason)
        if (reason == 'refresh') ({ token } = await account('token/refresh'))
        return token
      },
    })
    const { got } = await inRoom(ada)
    await publishNumbered(server, 'private-room.1', [1, 50])
    await until(() => got.length >= 50)
    await account('token/expire')
    logProxy.cut()
    await publishNumbered(server, 'private-room.1', [51, 100])
    await until(() => got.includes(100))
    expect(tally(got, 100)).toEqual(none)
    expect(reasons.filter((reason) => reason == 'refresh')).toHaveLength(1)
  })

  it('reports exactly what is gone when the stream is lost while it is on a rung', async () => {
    const { client, server, endpoint } = await scene()
    const ada = client({ broadcaster: sse({ endpoint }) })
    const { got, gaps } = await inRoom(ada)
    await publishNumbered(server, 'private-room.1', [1, 20])
    await until(() => got.length >= 20)
    server.running.log.loseStreams()
    await publishNumbered(server, 'private-room.1', [21, 40])
    await until(() => got.includes(40))
    expect(tally(got, 40)).toEqual(none)
    expect(gaps).toMatchObject([{ from: 21, to: null, reason: 'epoch' }])
  })

  it('notices an event stream that died in silence, and reads what it missed', async () => {
    const { client, server, logProxy, endpoint } = await scene()
    const ada = client({ broadcaster: sse({ endpoint, activityTimeout: 200, pongTimeout: 200 }) })
    const { got, gaps } = await inRoom(ada)
    logProxy.halfOpen(true)
    await publishNumbered(server, 'private-room.1', [1, 50])
    await until(() => ada.echo.connection.get().status == 'waiting')
    logProxy.halfOpen(false)
    await publishNumbered(server, 'private-room.1', [51, 100])
    await until(() => got.includes(100))
    expect([tally(got, 100), gaps]).toEqual([none, []])
  })

  it('reads encrypted channels on either way: sealed on the web socket, in the clear in the log', async () => {
    const { proxy, client, server } = await scene()
    const ada = client()
    const got: number[] = []
    const channel = ada.echo.encryptedPrivate('vault').listen('tick', ({ n }: { n: number }) => got.push(n))
    await until(() => channel.state.status == 'subscribed')
    const published = publishNumbered(server, 'private-encrypted-vault', [1, 600])
    await until(() => got.length > 50)
    await proxy.refuse(true)
    proxy.cut()
    await ada.on('event-stream')
    await until(() => got.length > 350)
    await proxy.refuse(false)
    ada.signal('focus')
    await ada.on('web-socket')
    await published
    await until(() => got.includes(600))
    expect([tally(got, 600), ada.errors]).toEqual([none, []])
  })

  it.each(['event-stream', 'web-socket'])('leaves nothing behind after disconnect() on the %s', async (transport) => {
    const { proxy, client } = await scene()
    if (transport == 'event-stream') await proxy.refuse(true)
    const ada = client()
    await inRoom(ada)
    await ada.on(transport)
    // A web socket is being tried meanwhile.
    ada.signal('focus')
    ada.echo.disconnect()
    await until(() => ada.traces.sockets == 0, { what: 'the sockets to close' })
    expect(ada.traces).toEqual({ timers: 0, requests: 0, listeners: 0, sockets: 0 })
    await until(() => proxy.connections == 0)
  })
})
