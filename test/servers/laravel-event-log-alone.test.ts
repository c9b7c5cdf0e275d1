import { eventLog, polling, reverb, sse } from '@resound/echo/core'
import { describe, expect, it } from 'vitest'
import { freePort } from '../support/listen.js'
import { until } from '../support/until.js'
import { useLaravel } from './laravel-stage.js'
import { bearerOf } from './server.js'

// Where it broadcasts to, nobody listens; and it may hold requests.
const wsPort = await freePort()
const stage = await useLaravel({
  connection: 'logged',
  env: { PUSHER_PORT: String(wsPort), EVENT_LOG_WAIT_MS: '20000' },
})

const read = async (request: object) => {
  const response = await stage.laravel.post('/broadcasting/events', request, bearerOf('ada'))
  return ((await response.json()) as { channels: Record<string, { epoch: string; head: number }> }).channels
}

describe('the event log of Laravel without a broadcast server', () => {
  it('loses nothing that could not be broadcast, and lets the request go on', async () => {
    await stage.laravel.publish({ channels: ['private-orders.1'], event: 'kept', data: { number: 1 } })
    expect(await read({ channels: [{ name: 'private-orders.1', epoch: '', after: 0 }] })).toMatchObject({
      'private-orders.1': { head: 1, events: [{ seq: 1, event: 'kept', data: { number: 1 } }] },
    })
  })

  it('holds a request, where it may, until there is something to say', async () => {
    const { epoch } = (await read({ channels: [{ name: 'news' }] })).news ?? {}
    const names = [
      { name: 'news', epoch, after: 0 },
      { name: 'quiet', epoch, after: 0 },
    ]
    const held = read({ channels: names, waitMs: 20_000 })
    // By a process of its own: a worker of PHP's server that is held may have accepted another request beforehand.
    await stage.laravel.artisan('test:write', '1', '1', 'news')
    const answer = await held
    expect(Object.keys(answer)).toEqual(['news'])
    expect(answer).toMatchObject({ news: { head: 1, events: [{ seq: 1, event: 'written' }] } })
    // The wait is over without anything: all channels, with their heads.
    expect(Object.keys(await read({ channels: [{ name: 'quiet', epoch, after: 0 }], waitMs: 1 }))).toEqual(['quiet'])
  })

  it('is followed by long poll, since PHP holds no event streams', async () => {
    const endpoint = `${stage.laravel.url}/broadcasting/events`
    const { echo, errors, subscribed } = stage.client('ada', {
      broadcaster: reverb({
        key: 'key',
        wsHost: '127.0.0.1',
        wsPort,
        forceTLS: false,
        fallback: [sse({ endpoint }), polling({ endpoint, waitMs: 2_000 })],
      }),
      history: eventLog({ endpoint }),
    })
    const heard: unknown[] = []
    const channel = echo.private('orders.9').listen('.written', ({ number }: { number: number }) => heard.push(number))
    await subscribed('private-orders.9')
    expect(echo.connection.get().transport).toBe('long-poll')
    await until(() => channel.guarantee == 'gapless')
    await stage.laravel.artisan('test:write', '1', '5', 'private-orders.9')
    await until(() => heard.length == 5)
    expect(heard).toEqual([1, 2, 3, 4, 5])
    expect(errors.filter(({ kind }) => kind != 'connection')).toEqual([])
  })

  it('is in another epoch when it was emptied, and tells clients that a stream was lost', async () => {
    const { echo, subscribed } = stage.client('ada', {
      broadcaster: polling({ endpoint: `${stage.laravel.url}/broadcasting/events`, waitMs: 1_000 }),
    })
    const heard: unknown[] = []
    const gaps: unknown[] = []
    const channel = echo.private('orders.10').listen('.written', ({ number }: { number: number }) => heard.push(number))
    channel.gap((gap) => gaps.push(gap))
    await subscribed('private-orders.10')
    await stage.laravel.artisan('test:write', '1', '2', 'private-orders.10')
    await until(() => heard.length == 2)
    await stage.laravel.artisan('test:lose')
    await stage.laravel.artisan('test:write', '1', '1', 'private-orders.10')
    await until(() => heard.length == 3)
    expect(heard).toEqual([1, 2, 1])
    expect(gaps).toMatchObject([{ reason: 'epoch', from: 3, to: null }])
  })
})
