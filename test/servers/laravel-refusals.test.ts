import { isEchoError } from '@resound/echo/core'
import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { useLaravel } from './laravel-stage.js'

const stage = await useLaravel()

/** What each is for the client: a status of its own, or what it looks like. */
const wrong: [how: string, status: number, isForGood: boolean][] = [
  ['401', 401, true],
  ['403', 403, true],
  ['419', 419, true],
  ['500', 500, false],
  ['html', 401, true],
  ['redirect', 401, true],
  ['empty', 401, true],
]

describe('what Laravel answers when something is wrong', () => {
  it.each(wrong)('is a clear error for the channel alone: %s', async (how, status, isForGood) => {
    const authEndpoint = `${stage.laravel.url}/wrong/${how}/broadcasting/auth`
    const { echo, subscribed } = stage.client('ada', { authEndpoint })
    const heard: unknown[] = []
    const told: unknown[] = []
    echo.private('orders.1').error((error) => told.push(error))
    echo.channel('news').listen('.printed', (data) => heard.push(data))
    await subscribed('news')
    const error = await until(() => told[0])
    if (!isEchoError(error)) throw new Error('It is no EchoError.')
    expect(error).toMatchObject({ kind: 'authorization', status, channel: 'private-orders.1', retryable: !isForGood })
    expect(error.message).not.toMatch(/<|Bearer|Nobody should read/)
    await stage.laravel.publish({ channels: ['news'], event: 'printed', data: { page: 1 } })
    await until(() => heard.length == 1)
    expect(echo.connection.get().status).toBe('connected')
    expect(echo.connector.channels['private-orders.1']?.state.status).toBe(isForGood ? 'failed' : 'subscribing')
  })

  it('is an error of the channel whose rule is broken or finds nothing, and of no other', async () => {
    const { echo, subscribed } = stage.client('ada')
    const told: unknown[] = []
    for (const name of ['missing.1', 'broken.1', 'orders.1']) echo.private(name).error((error) => told.push(error))
    await subscribed('private-orders.1')
    await until(() => told.length == 2)
    expect(told).toHaveLength(2)
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ status: 404, channel: 'private-missing.1', retryable: false }),
        expect.objectContaining({ status: 500, channel: 'private-broken.1', retryable: true }),
      ]),
    )
  })

  it('is a CSRF token that no longer holds: it is refreshed once for all channels', async () => {
    const stale = { ...(await stage.laravel.session('ada')), 'X-XSRF-TOKEN': 'stale' }
    const reasons: string[] = []
    const { echo, errors, subscribed } = stage.client('ada', {
      auth: {
        headers: async ({ reason }) => {
          reasons.push(reason)
          return reason == 'refresh' ? stage.laravel.session('ada') : stale
        },
      },
    })
    const names = ['orders.1', 'orders.2', 'orders.3']
    for (const name of names) echo.private(name)
    await subscribed(...names.map((name) => `private-${name}`))
    expect(reasons.filter((reason) => reason == 'refresh')).toHaveLength(1)
    expect(errors).toEqual([])
  })
})
