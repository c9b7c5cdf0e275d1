import { describe, expect, it } from 'vitest'
import { signedQuery } from './signature.js'
import { testServer, type TestServer } from '../testing/test-server.js'

const EVENTS = '/apps/app/events'

async function get({ server, clock, request }: TestServer, path: string, query: Record<string, string> = {}) {
  const signed = signedQuery({ method: 'GET', path, body: '', query }, server, clock.now())
  return request(`${path}?${signed.toString()}`)
}

/** A server with Ada and both of Grace's tabs in a room, and one of them hearing the news. */
async function busyServer(): Promise<TestServer> {
  const test = await testServer()
  for (const user of ['ada', 'grace', 'grace']) {
    const client = await test.connect()
    await client.join('presence-room.1', user)
    if (user !== 'ada') continue
    client.send({ event: 'pusher:subscribe', data: { channel: 'news' } })
    await client.next()
  }
  return test
}

describe('publishing', () => {
  it('reaches the subscribers, the data as it was sent', async () => {
    const { connect, publish } = await testServer()
    const client = await connect()
    client.send({ event: 'pusher:subscribe', data: { channel: 'a' } })
    await client.next()
    expect(await publish(EVENTS, { name: 'e', channels: ['a', 'b'], data: '{"ü": 1}' })).toMatchObject({
      status: 200,
      json: {},
    })
    expect(await client.nextFrame()).toEqual({ event: 'e', data: '{"ü": 1}', channel: 'a' })
  })

  it('takes one channel by its older name, and leaves a connection out', async () => {
    const { connect, publish } = await testServer()
    const [one, other] = [await connect(), await connect()]
    for (const client of [one, other]) {
      client.send({ event: 'pusher:subscribe', data: { channel: 'a' } })
      await client.next()
    }
    await publish(EVENTS, { name: 'e', channel: 'a', data: '1', socket_id: one.socketId })
    await publish(EVENTS, { name: 'f', channel: 'a', data: '2' })
    expect((await other.nextFrame()).event).toBe('e')
    expect((await one.nextFrame()).event).toBe('f')
  })

  it('takes several events at once, in order', async () => {
    const { connect, publish } = await testServer()
    const client = await connect()
    client.send({ event: 'pusher:subscribe', data: { channel: 'a' } })
    await client.next()
    const batch = ['1', '2', '3'].map((data) => ({ name: 'e', channel: 'a', data }))
    expect(await publish('/apps/app/batch_events', { batch })).toMatchObject({ status: 200, json: { batch: {} } })
    for (const data of ['1', '2', '3']) expect((await client.nextFrame()).data).toBe(data)
  })

  it('answers what is known of the channels where that is asked for', async () => {
    const { publish } = await busyServer()
    const event = { name: 'e', data: '1', info: 'user_count,subscription_count' }
    const one = await publish(EVENTS, { ...event, channels: ['presence-room.1', 'news', '__proto__'] })
    expect(one.text).toBe(
      '{"channels":{"presence-room.1":{"user_count":2},"news":{"subscription_count":1},"__proto__":{}}}',
    )
    const several = await publish('/apps/app/batch_events', { batch: [{ ...event, channel: 'news' }] })
    expect(several.json).toEqual({ batch: [{ subscription_count: 1 }] })
  })

  it.each([
    ['no name', { channels: ['a'], data: '1' }, /name/],
    ['data that is no text', { name: 'e', channels: ['a'], data: {} }, /data/],
    ['no channel', { name: 'e', data: '1' }, /channels/],
    ['an empty list of channels', { name: 'e', data: '1', channels: [] }, /channels/],
    ['channels that are no texts', { name: 'e', data: '1', channels: [1] }, /channels/],
    ['more than 100 channels', { name: 'e', data: '1', channels: Array(101).fill('a') }, /100/],
    ['a socket id that is no text', { name: 'e', data: '1', channels: ['a'], socket_id: 1 }, /socket_id/],
    ['info that is no text', { name: 'e', data: '1', channels: ['a'], info: 1 }, /info/],
    ['no object', 7, /name/],
  ])('is answered 422 with %s', async (_title, body, message) => {
    const { publish } = await testServer()
    expect(await publish(EVENTS, body)).toMatchObject({
      status: 422,
      json: { message: expect.stringMatching(message) as unknown },
    })
    const isInBatch = await publish('/apps/app/batch_events', { batch: [body] })
    expect(isInBatch.status).toBe(422)
  })

  it('is answered 413 when it is over the limit', async () => {
    const { publish } = await testServer()
    expect(await publish(EVENTS, { name: 'e', channels: ['a'], data: 'x'.repeat(10_000) })).toMatchObject({
      status: 413,
    })
  })

  it('is answered 401, in words, with a wrong signature', async () => {
    const { server, clock, request } = await testServer()
    const body = '{"name":"e","channels":["a"],"data":"1"}'
    const query = signedQuery({ method: 'POST', path: EVENTS, body }, { key: server.key, secret: 'wrong' }, clock.now())
    expect(await request(`${EVENTS}?${query.toString()}`, { body })).toMatchObject({
      status: 401,
      json: { message: 'Authentication signature invalid.' },
    })
    expect(await request(EVENTS, { body })).toMatchObject({ status: 401 })
  })

  it('is answered 404 for another application', async () => {
    const { publish } = await testServer()
    expect(await publish('/apps/other/events', {})).toMatchObject({
      status: 404,
      json: { message: 'No matching application for ID [other].' },
    })
  })
})

describe('asking', () => {
  it('lists the channels that somebody is on, by prefix, with what is asked for', async () => {
    const test = await busyServer()
    expect((await get(test, '/apps/app/channels')).json).toEqual({ channels: { 'presence-room.1': {}, news: {} } })
    const query = { filter_by_prefix: 'presence-', info: 'user_count' }
    expect((await get(test, '/apps/app/channels', query)).json).toEqual({
      channels: { 'presence-room.1': { user_count: 2 } },
    })
  })

  it('tells about one channel, occupied or not', async () => {
    const test = await busyServer()
    expect((await get(test, '/apps/app/channels/news', { info: 'subscription_count' })).json).toEqual({
      occupied: true,
      subscription_count: 1,
    })
    expect((await get(test, '/apps/app/channels/nobody')).json).toEqual({ occupied: false })
  })

  it('lists the users of a presence channel once each', async () => {
    const test = await busyServer()
    expect((await get(test, '/apps/app/channels/presence-room.1/users')).json).toEqual({
      users: [{ id: '1' }, { id: '2' }],
    })
    expect((await get(test, '/apps/app/channels/news/users')).status).toBe(400)
    expect((await get(test, '/apps/app/channels/presence-nobody/users')).status).toBe(404)
  })

  it('counts the subscribed connections', async () => {
    const test = await busyServer()
    expect((await get(test, '/apps/app/connections')).json).toEqual({ connections: 3 })
  })
})
