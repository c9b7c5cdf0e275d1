import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { describe, expect, it } from 'vitest'
import { readLog } from '../testing/log-client.js'
import { testServer, type GreetedSocket } from '../testing/test-server.js'

const CHANNEL = 'private-conversation.1'

const subscribed = async (socket: GreetedSocket, channel: string): Promise<void> => {
  socket.send({ event: 'pusher:subscribe', data: { channel } })
  await socket.nextFrame()
}

describe('cursors', () => {
  it('are the last key of each payload, one for each channel', async () => {
    const test = await testServer({ eventLog: true })
    const client = await test.connect()
    for (const channel of ['a', 'b']) await subscribed(client, channel)
    test.server.publish('b', 'first', {})
    const data = { name: 'e', channels: ['a', 'b'], data: '{"n":1}' }
    expect((await test.publish('/apps/app/events', data)).json).toEqual({})
    const heads = await readLog(test, { channels: [{ name: 'a' }, { name: 'b' }] })
    const frames = [await client.nextFrame(), await client.nextFrame(), await client.nextFrame()]
    expect(frames.map((frame) => [frame.channel, frame.data])).toEqual([
      ['b', `{"_cursor":"${String(heads.b?.epoch)}:1"}`],
      ['a', `{"n":1,"_cursor":"${String(heads.a?.epoch)}:1"}`],
      ['b', `{"n":1,"_cursor":"${String(heads.b?.epoch)}:2"}`],
    ])
  })

  it('are in batches too', async () => {
    const test = await testServer({ eventLog: true })
    const client = await test.connect()
    await subscribed(client, 'a')
    const batch = [1, 2].map((n) => ({ name: 'e', channel: 'a', data: JSON.stringify({ n }) }))
    await test.publish('/apps/app/batch_events', { batch })
    expect((await client.nextFrame()).data).toMatch(/^\{"n":1,"_cursor":"[0-9a-z]+:1"\}$/)
    expect((await client.nextFrame()).data).toMatch(/^\{"n":2,"_cursor":"[0-9a-z]+:2"\}$/)
  })

  it('are not in payloads without room for them, nor are those in the log', async () => {
    const test = await testServer({ eventLog: true })
    const client = await test.connect()
    await subscribed(client, 'a')
    for (const data of ['[1]', '"text"', 'no JSON']) {
      await test.publish('/apps/app/events', { name: 'e', channel: 'a', data })
      expect((await client.nextFrame()).data).toBe(data)
    }
    expect((await readLog(test, { channels: [{ name: 'a' }] })).a).toMatchObject({ head: 0 })
  })

  it('are inside the ciphertext of what the server seals, and not in what was sealed before', async () => {
    const test = await testServer({ eventLog: true })
    const channel = 'private-encrypted-a'
    const client = await test.connect()
    await client.join(channel, 'ada')
    const body = { socket_id: client.socketId, channel_name: channel }
    const grant = (await test.request('/broadcasting/auth', { as: 'ada', body })).json as { shared_secret: string }
    test.server.publish(channel, 'e', { n: 1 })
    const sealed = String((await client.nextFrame()).data)
    const { nonce, ciphertext } = JSON.parse(sealed) as { nonce: string; ciphertext: string }
    const box = xsalsa20poly1305(Buffer.from(grant.shared_secret, 'base64'), Buffer.from(nonce, 'base64'))
    const text = Buffer.from(box.decrypt(Buffer.from(ciphertext, 'base64'))).toString()
    expect(text).toMatch(/^\{"n":1,"_cursor":"[0-9a-z]+:1"\}$/)
    await test.publish('/apps/app/events', { name: 'e', channel, data: sealed })
    expect((await client.nextFrame()).data).toBe(sealed)
    expect((await readLog(test, { channels: [{ name: channel }] }))[channel]).toMatchObject({ head: 1 })
  })

  it('are nowhere without an event log', async () => {
    const test = await testServer()
    const client = await test.connect()
    await client.join(CHANNEL, 'ada')
    test.server.publish(CHANNEL, 'e', { n: 1 })
    expect((await client.nextFrame()).data).toBe('{"n":1}')
    const answer = await test.request('/api/conversations/1/messages', {
      as: 'ada',
      headers: { 'X-Socket-ID': '1.1' },
      body: { text: 'Hi' },
    })
    expect(answer.headers.has('X-Event-Cursor')).toBe(false)
  })
})

describe('X-Event-Cursor', () => {
  it('tells whoever caused an event for the others its place in the log', async () => {
    const test = await testServer({ eventLog: true })
    const [ada, grace] = [await test.connect(), await test.connect()]
    await ada.join(CHANNEL, 'ada')
    await grace.join(CHANNEL, 'grace')
    const answer = await test.request('/api/conversations/1/messages', {
      as: 'ada',
      headers: { 'X-Socket-ID': ada.socketId, Origin: 'http://localhost:5173' },
      body: { text: 'Hi' },
    })
    const { _cursor: cursor } = JSON.parse(String((await grace.nextFrame()).data)) as { _cursor: string }
    expect(answer.headers.get('X-Event-Cursor')).toBe(`${CHANNEL}=${cursor}`)
    expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('X-Event-Cursor')
    expect(ada.waiting).toBe(0)
  })

  it('is not there for what everybody gets', async () => {
    const test = await testServer({ eventLog: true })
    const answer = await test.request('/api/conversations/1/messages', { as: 'ada', body: { text: 'Hi' } })
    expect(answer.headers.has('X-Event-Cursor')).toBe(false)
  })

  it('names several channels, percent-encoded, for whoever publishes', async () => {
    const test = await testServer({ eventLog: true })
    const event = { name: 'e', channels: ['a', 'b=c,d;e@f'], data: '{}', socket_id: '1.1' }
    const answer = await test.publish('/apps/app/events', event)
    expect(answer.headers.get('X-Event-Cursor')).toMatch(/^a=[0-9a-z]+:1, b%3Dc%2Cd%3Be%40f=[0-9a-z]+:1$/)
  })
})
