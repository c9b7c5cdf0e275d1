import { interceptFetch, type EchoOptions } from '@resound/echo/core'
import { describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { useLaravel } from './laravel-stage.js'
import { bearerOf, type TestUser } from './server.js'

const stage = await useLaravel()

/** A client that has a session instead of a token. */
async function withSession(user: TestUser) {
  const headers = await stage.laravel.session(user)
  return { headers, client: stage.client(user, { auth: { headers } }) }
}

const signIns: [string, (user: TestUser) => Promise<Pick<EchoOptions, 'auth' | 'bearerToken'>>][] = [
  ['a session and its CSRF token', async (user) => ({ auth: { headers: await stage.laravel.session(user) } })],
  ['a bearer token', (user) => Promise.resolve({ bearerToken: user })],
]

describe('a real Laravel application', () => {
  it.each(signIns)('lets somebody with %s into a private channel', async (_, signIn) => {
    const { echo, subscribed } = stage.client('ada', { auth: {}, ...(await signIn('ada')) })
    const heard: unknown[] = []
    echo.private('orders.1').listen('.packed', (data) => heard.push(data))
    await subscribed('private-orders.1')
    await stage.laravel.publish({ channels: ['private-orders.1'], event: 'packed', data: { parcels: 2 } })
    await until(() => heard.length == 1)
    expect(heard).toEqual([{ parcels: 2 }])
  })

  it.each(signIns)('tells who somebody with %s is on a presence channel', async (how, signIn) => {
    const room = `conversation.${how.length}.presence`
    const { echo, subscribed } = stage.client('grace', { auth: {}, ...(await signIn('grace')) })
    let members: unknown
    echo.join(room).here((all) => (members = all))
    await subscribed(`presence-${room}`)
    expect(await until(() => members)).toEqual([{ id: '2', name: 'Grace Hopper' }])
  })

  it.each(signIns)('shares the key of an encrypted channel with somebody with %s', async (_, signIn) => {
    const { echo, subscribed } = stage.client('ada', { auth: {}, ...(await signIn('ada')) })
    const heard: unknown[] = []
    echo.encryptedPrivate('room.secret').listen('.whispered', (data) => heard.push(data))
    await subscribed('private-encrypted-room.secret')
    const data = { text: 'grüß 🌍' }
    await stage.laravel.publish({ channels: ['private-encrypted-room.secret'], event: 'whispered', data })
    await until(() => heard.length == 1)
    expect(heard).toEqual([data])
  })

  it('keeps users out of the channels of others, which is said of that channel alone', async () => {
    const { echo, subscribed } = stage.client('grace')
    let refused: { kind: string; status?: number } | undefined
    echo.private('App.Models.User.1').error((error) => (refused = error as typeof refused))
    echo.private('App.Models.User.2')
    await subscribed('private-App.Models.User.2')
    expect(await until(() => refused)).toMatchObject({ kind: 'authorization', status: 403 })
  })

  it('brings an event by its class, in the application’s namespace', async () => {
    const { headers, client } = await withSession('ada')
    const heard: unknown[] = []
    client.echo.private('orders.7').listen('OrderShipped', (data) => heard.push(data))
    await client.subscribed('private-orders.7')
    expect((await stage.laravel.post('/orders/7/ship', { carrier: 'bike' }, headers)).status).toBe(200)
    await until(() => heard.length == 1)
    expect(heard).toEqual([{ orderId: 7, carrier: 'bike' }])
  })

  it('leaves out who sent it to others, by the socket id that an interceptor sends along', async () => {
    const [sender, other] = [stage.client('ada'), stage.client('grace')]
    const heard: Record<string, string[]> = { sender: [], other: [] }
    for (const [name, { echo, subscribed }] of Object.entries({ sender, other })) {
      const note = ({ carrier }: { carrier: string }) => heard[name]?.push(carrier)
      echo.private('orders.8').listen('OrderShipped', note)
      echo.private('orders.8').listen('.all', note)
      await subscribed('private-orders.8')
    }
    const page = { fetch: (...request: Parameters<typeof fetch>) => fetch(...request) }
    interceptFetch(page, () => sender.echo.socketId(), { origins: [stage.laravel.url] })
    const shipped = await page.fetch(`${stage.laravel.url}/orders/8/ship`, {
      method: 'POST',
      headers: { ...bearerOf('ada'), 'Content-Type': 'application/json' },
      body: '{"carrier":"bike"}',
    })
    expect(shipped.status).toBe(200)
    await stage.laravel.publish({ channels: ['private-orders.8'], event: 'all', data: { carrier: 'everybody' } })
    await until(() => heard.sender?.includes('everybody') && heard.other?.includes('everybody'))
    expect(heard).toEqual({ sender: ['everybody'], other: ['bike', 'everybody'] })
  })

  it('brings a notification to the user whom it is for, with its type', async () => {
    const { echo, subscribed } = stage.client('ada')
    const heard: unknown[] = []
    echo.private('App.Models.User.1').notification((notification) => heard.push(notification))
    await subscribed('private-App.Models.User.1')
    expect((await stage.laravel.post('/users/1/invoices', { amount: 12 }, bearerOf('grace'))).status).toBe(204)
    await until(() => heard.length == 1)
    expect(heard).toEqual([{ amount: 12, id: expect.any(String), type: 'App\\Notifications\\InvoicePaid' }])
  })

  it('broadcasts what becomes of a model, on the channel of the model', async () => {
    const { echo, subscribed } = stage.client('ada')
    const heard: unknown[] = []
    echo.private('App.Models.User.1').listen('.UserUpdated', (data) => heard.push(data))
    await subscribed('private-App.Models.User.1')
    expect((await stage.laravel.post('/users/1', { name: 'Augusta Ada King' }, bearerOf('grace'))).status).toBe(204)
    await until(() => heard.length == 1)
    expect(heard).toMatchObject([{ model: { id: 1, name: 'Augusta Ada King' } }])
    await stage.laravel.post('/users/1', { name: 'Ada Lovelace' }, bearerOf('grace'))
  })
})
