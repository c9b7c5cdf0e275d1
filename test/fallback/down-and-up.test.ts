import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { scene } from './scene.js'

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
})
