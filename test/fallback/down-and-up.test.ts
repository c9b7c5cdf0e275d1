import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { publishNumbered, scene, tally } from './scene.js'

describe('fallback', () => {
  it('goes to the event stream at once where web sockets are blocked from the start', async () => {
    const { proxy, client, server } = await scene()
    await proxy.refuse(true)
    const ada = client()
    const got: unknown[] = []
    ada.echo.private('room.1').listen('tick', (data) => got.push(data))
    await ada.on('event-stream')
    await until(() => ada.echo.private('room.1').state.status == 'subscribed')
    server.running.publish('private-room.1', 'tick', { n: 1 })
    await until(() => got.length > 0)
    expect(got).toEqual([{ n: 1 }])
    expect([ada.story, ada.errors]).toEqual([['event-stream'], []])
  })

  it('loses, repeats and reorders nothing when web sockets are blocked and unblocked under load', async () => {
    const { proxy, client, server } = await scene()
    const ada = client()
    const got: number[] = []
    const channel = ada.echo.private('room.1').listen('tick', ({ n }: { n: number }) => got.push(n))
    const gaps: unknown[] = []
    channel.gap((gap: unknown) => gaps.push(gap))
    await ada.on('web-socket')
    await until(() => channel.state.status == 'subscribed')
    const published = publishNumbered(server, 'private-room.1', [1, 1_000])
    await until(() => got.length > 100)
    await proxy.refuse(true)
    proxy.cut()
    await ada.on('event-stream')
    await until(() => got.length > 500)
    await proxy.refuse(false)
    ada.signal('focus')
    await ada.on('web-socket')
    await published
    await until(() => got.includes(1_000))
    expect(tally(got, 1_000)).toEqual({ lost: 0, repeated: 0, outOfOrder: 0 })
    expect([ada.story, gaps]).toEqual([['web-socket', 'event-stream', 'web-socket'], []])
  })
})
