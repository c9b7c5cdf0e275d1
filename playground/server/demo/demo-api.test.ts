import { describe, expect, it } from 'vitest'
import { testServer, type GreetedSocket } from '../testing/test-server.js'

const data = async (client: GreetedSocket): Promise<{ event: unknown; data: unknown }> => {
  const { event, data } = await client.nextFrame()
  return { event, data: JSON.parse(String(data)) as unknown }
}

describe('signing in', () => {
  it('gives a token by which one is somebody', async () => {
    const { request } = await testServer()
    const { json } = await request('/api/login', { body: { user: 'grace' } })
    const { token, user } = json as { token: string; user: { id: string } }
    expect(user).toEqual({ id: '2', name: 'Grace Hopper', handle: 'grace' })
    expect((await request('/api/orders', { as: token })).status).toBe(200)
  })

  it.each([{ user: 'eve' }, { user: 7 }, {}, 'nope'])('is answered 422 for %j', async (body) => {
    const { request } = await testServer()
    expect((await request('/api/login', { body })).status).toBe(422)
  })

  it('ends when the token expires, and comes back with a fresh one', async () => {
    const { request } = await testServer()
    expect((await request('/api/token/expire', { method: 'POST', as: 'ada' })).status).toBe(200)
    expect((await request('/api/orders', { as: 'ada' })).status).toBe(401)
    const refreshed = await request('/api/token/refresh', { method: 'POST', as: 'ada' })
    const { token } = refreshed.json as { token: string }
    expect((await request('/api/orders', { as: token })).status).toBe(200)
    expect((await request('/api/token/refresh', { method: 'POST', as: 'eve' })).status).toBe(401)
  })

  it('by session sets both cookies, and every change needs the second as a header', async () => {
    const { request } = await testServer()
    const { headers } = await request('/api/session', { body: { user: 'ada' } })
    const cookies = headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
    const csrf = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length) ?? ''
    const Cookie = cookies.join('; ')
    const withToken = { Cookie, 'X-XSRF-TOKEN': decodeURIComponent(csrf) }
    expect((await request('/api/orders', { headers: { Cookie } })).status).toBe(200)
    expect((await request('/api/orders/1001/advance', { method: 'POST', headers: { Cookie } })).status).toBe(419)
    expect((await request('/api/orders/1001/advance', { method: 'POST', headers: withToken })).status).toBe(200)

    await request('/api/token/expire', { method: 'POST', headers: withToken })
    expect((await request('/api/orders/1001/advance', { method: 'POST', headers: withToken })).status).toBe(419)
    const fresh = (await request('/sanctum/csrf-cookie', { headers: { Cookie } })).headers.getSetCookie()
    const renewed = decodeURIComponent(/XSRF-TOKEN=([^;]+)/.exec(fresh.join())?.[1] ?? '')
    const end = await request('/api/session', { method: 'DELETE', headers: { Cookie, 'X-XSRF-TOKEN': renewed } })
    expect(end.status).toBe(200)
    expect((await request('/api/orders', { headers: { Cookie } })).status).toBe(401)
  })

  it('is needed for everything else', async () => {
    const { request } = await testServer()
    for (const path of ['/api/conversations', '/api/orders', '/api/messages/m1/stream'])
      expect((await request(path)).status).toBe(401)
    for (const path of ['/api/notify', '/api/faults', '/api/conversations/1/ask', '/api/token/expire']) {
      expect((await request(path, { body: {} })).status).toBe(401)
    }
  })
})

describe('conversations', () => {
  it('are listed with their last message', async () => {
    const { request } = await testServer()
    const list = (await request('/api/conversations', { as: 'ada' })).json as {
      id: string
      lastMessage: { text: string }
    }[]
    expect(list.map(({ id }) => id)).toEqual(['1', '2', '3'])
    const messages = (await request('/api/conversations/1/messages', { as: 'ada' })).json as { text: string }[]
    expect(messages.at(-1)).toEqual(list[0]?.lastMessage)
  })

  it('tell a message to the others, not to the connection that sent it', async () => {
    const { connect, request } = await testServer()
    const [ada, grace] = [await connect(), await connect()]
    await ada.join('private-conversation.1', 'ada')
    await grace.join('private-conversation.1', 'grace')
    const say = (text: string, headers = {}) =>
      request('/api/conversations/1/messages', { as: 'ada', headers, body: { text } })
    const first = await say('Hello', { 'X-Socket-ID': ada.socketId })
    const second = await say('Both')
    expect(first).toMatchObject({ status: 201, json: { text: 'Hello', author: { id: '1', name: 'Ada Lovelace' } } })
    expect(await data(grace)).toEqual({ event: 'message.created', data: first.json })
    expect(await data(ada)).toEqual({ event: 'message.created', data: second.json })
  })

  it('remember the last 200 messages', async () => {
    const { request } = await testServer()
    for (let i = 0; i < 201; i++)
      await request('/api/conversations/3/messages', { as: 'ada', body: { text: String(i) } })
    const messages = (await request('/api/conversations/3/messages', { as: 'ada' })).json as { text: string }[]
    expect(messages).toHaveLength(200)
    expect(messages[0]?.text).toBe('1')
  })

  it.each([{}, { text: '' }, { text: ' ' }, { text: 7 }, { text: 'x'.repeat(2_001) }, null, '{nope'])(
    'answer 422 to %j',
    async (body) => {
      const { request } = await testServer()
      for (const path of ['/api/conversations/1/messages', '/api/conversations/1/ask', '/api/notify']) {
        expect((await request(path, { as: 'ada', body })).status).toBe(422)
      }
    },
  )

  it('are 404 where there are none of that id', async () => {
    const { request } = await testServer()
    for (const id of ['9', '__proto__']) {
      expect((await request(`/api/conversations/${id}/messages`, { as: 'ada' })).status).toBe(404)
      for (const what of ['messages', 'ask', 'stop']) {
        const body = { text: 'x', messageId: 'm1' }
        expect((await request(`/api/conversations/${id}/${what}`, { as: 'ada', body })).status).toBe(404)
      }
    }
  })

  it('are 413 for a body that is too large', async () => {
    const { request } = await testServer()
    expect(
      (await request('/api/conversations/1/messages', { as: 'ada', body: { text: 'x'.repeat(40_000) } })).status,
    ).toBe(413)
  })
})

describe('the assistant', () => {
  it('answers in chunks, to everybody on the conversation', async () => {
    const { connect, request, clock } = await testServer()
    const grace = await connect()
    await grace.join('private-conversation.2', 'grace')
    const asked = await request('/api/conversations/2/ask', { as: 'ada', body: { text: 'Why?' } })
    const { answer } = asked.json as { answer: { id: string } }
    expect(asked).toMatchObject({
      status: 201,
      json: { question: { text: 'Why?' }, answer: { text: '', status: 'streaming' } },
    })
    expect((await data(grace)).event).toBe('message.created')
    expect(await data(grace)).toEqual({ event: 'stream.started', data: { messageId: answer.id } })
    clock.advance(60_000)
    let text = ''
    for (let sequence = 1; ; sequence++) {
      const frame = await data(grace)
      if (frame.event === 'stream.completed') break
      expect(frame).toMatchObject({ event: 'stream.chunk', data: { messageId: answer.id, sequence } })
      text += (frame.data as { chunk: string }).chunk
    }
    const stream = await request(`/api/messages/${answer.id}/stream?after=3`, { as: 'ada' })
    expect(stream.json).toMatchObject({ id: answer.id, status: 'completed', text })
    expect((stream.json as { chunks: { sequence: number }[] }).chunks[0]?.sequence).toBe(4)
    const messages = (await request('/api/conversations/2/messages', { as: 'ada' })).json as object[]
    expect(messages.at(-1)).toMatchObject({ id: answer.id, text, status: 'completed' })
  })

  it('can be stopped, but not twice', async () => {
    const { request } = await testServer()
    const asked = await request('/api/conversations/1/ask', { as: 'ada', body: { text: 'Why?' } })
    const stop = { as: 'ada', body: { messageId: (asked.json as { answer: { id: string } }).answer.id } }
    expect((await request('/api/conversations/1/stop', stop)).json).toEqual({ stopped: true })
    expect((await request('/api/conversations/1/stop', stop)).json).toEqual({ stopped: false })
    expect((await request('/api/conversations/2/stop', stop)).status).toBe(404)
  })

  it('says when it has too much to answer', async () => {
    const { request } = await testServer()
    const ask = () => request('/api/conversations/1/ask', { as: 'ada', body: { text: 'Why?' } })
    for (let i = 0; i < 20; i++) expect((await ask()).status).toBe(201)
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('Retry-After')).toBe('5')
  })

  it.each(['-1', '1.5', 'x'])('answers 422 to whoever asks for what follows %s', async (after) => {
    const { request } = await testServer()
    expect((await request(`/api/messages/m1/stream?after=${after}`, { as: 'ada' })).status).toBe(422)
  })

  it('knows nothing of messages that never streamed', async () => {
    const { request } = await testServer()
    expect((await request('/api/messages/m1/stream', { as: 'ada' })).status).toBe(404)
  })
})

describe('orders and notifications', () => {
  it('moves an order on and tells whoever watches it', async () => {
    const { connect, request } = await testServer()
    const client = await connect()
    await client.join('private-orders.1003', 'ada')
    for (const status of ['delivered', 'placed']) {
      const advanced = await request('/api/orders/1003/advance', { method: 'POST', as: 'grace' })
      expect(advanced.json).toMatchObject({ id: '1003', status })
      expect(await data(client)).toEqual({ event: 'order.status.updated', data: advanced.json })
    }
    expect((await request('/api/orders/9/advance', { method: 'POST', as: 'ada' })).status).toBe(404)
  })

  it('notifies a user as Laravel does', async () => {
    const { connect, request } = await testServer()
    const grace = await connect()
    await grace.join('private-App.Models.User.2', 'grace')
    const notified = await request('/api/notify', { as: 'ada', body: { text: 'Look', userId: '2' } })
    expect(notified.json).toMatchObject({ text: 'Look', from: 'Ada Lovelace', type: 'App\\Notifications\\Note' })
    expect(await data(grace)).toEqual({
      event: 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated',
      data: notified.json,
    })
    expect((await request('/api/notify', { as: 'ada', body: { text: 'Look', userId: '9' } })).status).toBe(422)
  })
})
