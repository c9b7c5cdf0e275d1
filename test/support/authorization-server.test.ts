import { describe, expect, it, onTestFinished } from 'vitest'
import * as faults from './authorization-faults.js'
import { startAuthorizationServer, type AuthorizationServer } from './authorization-server.js'
import { signAuthorization } from './pusher-api.js'
import { until } from './until.js'

const app = { key: 'key', secret: 'secret', masterKeyBase64: Buffer.alloc(32, 7).toString('base64') }

interface Asking {
  token?: string | undefined
  channel?: string
  socketId?: string
  body?: string
  headers?: Record<string, string>
}

async function start(): Promise<AuthorizationServer & { ask(asking?: Asking): Promise<Response> }> {
  const server = await startAuthorizationServer({ app })
  onTestFinished(() => server.stop())
  return {
    ...server,
    ask({ token = 'ada', channel = 'private-room.1', socketId = '1.2', body, headers } = {}) {
      const form = new URLSearchParams({ socket_id: socketId, channel_name: channel })
      return fetch(server.endpoint, {
        method: 'POST',
        body: body ?? form,
        headers: { Authorization: `Bearer ${token}`, ...headers },
      })
    },
  }
}

describe('the authorization server', () => {
  it('signs a private channel for a user it knows', async () => {
    const { ask } = await start()
    const response = await ask()
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(signAuthorization(app, { socketId: '1.2', channel: 'private-room.1' }))
  })

  it('says who it is on a presence channel', async () => {
    const { ask } = await start()
    const { channel_data } = (await (await ask({ channel: 'presence-room.1', token: 'grace.2' })).json()) as {
      channel_data: string
    }
    expect(JSON.parse(channel_data)).toEqual({ user_id: '2', user_info: { id: '2', name: 'Grace Hopper' } })
  })

  it('hands out the key of an encrypted channel', async () => {
    const { ask } = await start()
    expect(await (await ask({ channel: 'private-encrypted-room.1' })).json()).toHaveProperty('shared_secret')
  })

  it.each([
    ['nobody', { token: 'mallory' }, 401],
    ['a user who may not', { channel: 'private-user.2' }, 403],
    ['a channel that is refused to everybody', { channel: 'private-forbidden' }, 403],
    ['a socket id that is none', { socketId: 'x' }, 422],
    ['a request without a channel', { body: 'socket_id=1.2' }, 422],
    ['a body that makes no sense', { body: '{', headers: { 'Content-Type': 'application/json' } }, 422],
  ])('refuses %s', async (_, asking, status) => {
    const { ask } = await start()
    expect((await ask(asking)).status).toBe(status)
  })

  it('answers a batch channel by channel, from a form as from JSON', async () => {
    const { ask } = await start()
    const form = 'socket_id=1.2&channel_name[]=private-room.1&channel_name[]=private-forbidden'
    const json = JSON.stringify({ socket_id: '1.2', channel_name: ['private-room.1', 'private-forbidden'] })
    const answer = {
      'private-room.1': {
        status: 200,
        data: signAuthorization(app, { socketId: '1.2', channel: 'private-room.1' }),
      },
      'private-forbidden': { status: 403, data: { message: 'This action is unauthorized.' } },
    }
    const formHeaders = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect(await (await ask({ body: form, headers: formHeaders })).json()).toEqual(answer)
    const jsonHeaders = { 'Content-Type': 'application/json' }
    expect(await (await ask({ body: json, headers: jsonHeaders })).json()).toEqual(answer)
  })

  it('takes down what was asked', async () => {
    const { ask, requests } = await start()
    await ask({ headers: { 'X-Tenant': 'north' } })
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({ method: 'POST', socketId: '1.2', channels: ['private-room.1'], isBatch: false })
    expect(requests[0]?.headers['x-tenant']).toBe('north')
    expect(requests[0]?.fields).toEqual({ socket_id: '1.2', channel_name: 'private-room.1' })
  })

  it('forgets a token that expired, and knows the next one of the same user', async () => {
    const { ask, expire } = await start()
    expire('ada')
    expect((await ask()).status).toBe(401)
    expect((await ask({ token: 'ada.2' })).status).toBe(200)
  })

  it('holds its answers back until it is released', async () => {
    const { ask, hold, requests, endpoint } = await start()
    const release = hold()
    let answered = false
    const asked = ask().then((response) => {
      answered = true
      return response
    })
    await until(() => requests.length == 1)
    for (let others = 0; others < 5; others++) await fetch(new URL('/login', endpoint))
    expect(answered).toBe(false)
    release()
    expect((await asked).status).toBe(200)
    expect((await ask()).status).toBe(200)
  })

  it('lets a page of another origin ask, with credentials', async () => {
    const { endpoint, requests } = await start()
    const headers = { Origin: 'http://127.0.0.1:5173', 'Access-Control-Request-Headers': 'authorization,x-tenant' }
    const response = await fetch(endpoint, { method: 'OPTIONS', headers })
    expect(response.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:5173')
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization,x-tenant')
    expect(response.headers.get('access-control-allow-credentials')).toBe('true')
    expect(requests).toHaveLength(0)
  })
})

describe('the faults of the authorization server', () => {
  it('meet the next requests, one each, and then it works again', async () => {
    const { ask, failNext } = await start()
    failNext(faults.status(500), faults.retryAfter(3))
    expect((await ask()).status).toBe(500)
    const busy = await ask()
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '3'])
    expect((await ask()).status).toBe(200)
  })

  it('meet every request until they are taken back', async () => {
    const { ask, failAlways } = await start()
    failAlways(faults.status(419))
    expect([(await ask()).status, (await ask()).status]).toEqual([419, 419])
    failAlways()
    expect((await ask()).status).toBe(200)
  })

  it.each([
    ['a page', faults.htmlPage, /^<!doctype html>/],
    ['nothing', faults.empty, /^$/],
    ['half of an answer', faults.garbage, /^\{"auth":"key:$/],
    ['an answer of another kind', faults.other({ data: 1 }), /^\{"data":1\}$/],
    ['a login page after a redirect', faults.redirectToLogin, /<form/],
  ])('answer 200 with %s', async (_, fault, body) => {
    const { ask, failNext } = await start()
    failNext(fault)
    const response = await ask()
    expect(response.status).toBe(200)
    expect(await response.text()).toMatch(body)
  })

  it('reset the connection', async () => {
    const { ask, failNext } = await start()
    failNext(faults.reset)
    await expect(ask()).rejects.toThrow('fetch failed')
  })

  it('say nothing at all', async () => {
    const { endpoint, failNext, requests } = await start()
    failNext(faults.silence)
    const giveUp = new AbortController()
    const asked = fetch(endpoint, { method: 'POST', body: 'socket_id=1.2', signal: giveUp.signal })
    await until(() => requests.length == 1)
    giveUp.abort()
    await expect(asked).rejects.toThrow('abort')
  })
})
