import { eventLog, reverb, interceptFetch, type EchoOptions } from '@resound/echo/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js'
import { until } from '../support/until.js'
import { useLaravel } from './laravel-stage.js'
import { bearerOf } from './server.js'

const stage = await useLaravel({ connection: 'logged' })

/** Between a client and the broadcast server. */
async function faultyLine(): Promise<{ proxy: FaultProxy; options: Partial<EchoOptions> }> {
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: Number(new URL(stage.server.url).port) } })
  onTestFinished(() => proxy.stop())
  const broadcaster = reverb({ key: stage.server.key, wsHost: '127.0.0.1', wsPort: proxy.port, forceTLS: false })
  return {
    proxy,
    options: { broadcaster, history: eventLog({ endpoint: `${stage.laravel.url}/broadcasting/events` }) },
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

describe('an application of Laravel with the event log', () => {
  it('loses, repeats and reorders nothing while the connection is gone for a second', async () => {
    const { proxy, options } = await faultyLine()
    const { echo, errors, subscribed } = stage.client('ada', options)
    const heard: number[] = []
    const gaps: unknown[] = []
    const channel = echo.private('orders.1').listen('.numbered', ({ number }: { number: number }) => {
      heard.push(number)
    })
    channel.gap((gap) => gaps.push(gap))
    await subscribed('private-orders.1')
    await until(() => channel.guarantee == 'gapless', { what: 'the position of the stream' })
    const publishing = stage.laravel.artisan('test:publish', 'private-orders.1', '200', '5')
    await until(() => heard.length > 20)
    await proxy.refuse(true, 'reset')
    proxy.cut()
    const lostFrom = heard.length
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await proxy.refuse(false)
    await publishing
    await until(() => heard.length >= 200, { withinMs: 30_000, what: 'every event' })
    expect(lostFrom).toBeLessThan(200)
    expect(heard).toEqual(upTo(200))
    expect(gaps).toEqual([])
    expect(errors.filter(({ kind }) => kind == 'history')).toEqual([])
  })

  it('goes on behind what it sent to others itself, without a gap', async () => {
    const { options } = await faultyLine()
    const { echo, subscribed } = stage.client('ada', options)
    const heard: string[] = []
    const gaps: unknown[] = []
    const channel = echo.private('orders.2').listen('OrderShipped', ({ carrier }: { carrier: string }) => {
      heard.push(carrier)
    })
    channel.gap((gap) => gaps.push(gap))
    await subscribed('private-orders.2')
    const page = { fetch: (...request: Parameters<typeof fetch>) => fetch(...request) }
    interceptFetch(page, () => echo.socketId(), { origins: [stage.laravel.url] })
    const ship = (carrier: string, send = page.fetch): Promise<Response> =>
      send(`${stage.laravel.url}/orders/2/ship`, {
        method: 'POST',
        headers: { ...bearerOf('ada'), 'Content-Type': 'application/json' },
        body: JSON.stringify({ carrier }),
      })
    await ship('own')
    await ship('of somebody else', fetch)
    await until(() => heard.length == 1)
    expect(heard).toEqual(['of somebody else'])
    expect(gaps).toEqual([])
  })
})
