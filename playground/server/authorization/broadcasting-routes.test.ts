import { describe, expect, it } from 'vitest'
import { CookieSessions } from './cookie-sessions.js'
import { Tokens } from './tokens.js'
import { broadcastingRoutes } from './broadcasting-routes.js'
import { demoUsers, findUser } from '../demo/users.js'
import { channelSignature, sign } from '../pusher/signature.js'
import { completeOptions } from '../server-options.js'

const socketId = '12.34'
const { application: settings } = completeOptions({})

function testRoutes(refused?: string) {
  const credentials = { tokens: new Tokens(demoUsers), sessions: new CookieSessions() }
  const claims: string[] = []
  const routes = broadcastingRoutes({
    settings,
    credentials,
    isRefused: (_user, channel) => channel === refused,
    onAuthorized: ({ id }, socket) => claims.push(`${socket} is ${id}`),
  })
  const post = async (path: string, body: BodyInit, headers: Record<string, string> = {}) => {
    const all = { Accept: 'application/json', Authorization: 'Bearer ada', ...headers }
    return routes.request(path, { method: 'POST', body, headers: all })
  }
  const form = (channel: string, headers?: Record<string, string>) =>
    post('/auth', new URLSearchParams({ socket_id: socketId, channel_name: channel }), headers)
  const json = (body: unknown) => post('/auth', JSON.stringify(body), { 'Content-Type': 'application/json' })
  return { ...credentials, claims, post, form, json }
}

const signed = (channel: string, channelData?: string): string =>
  `key:${channelSignature('secret', { socketId, channel, channelData })}`

describe('authorizing a channel', () => {
  it('signs a private channel for a form', async () => {
    const response = await testRoutes().form('private-conversation.1')
    expect(await response.json()).toEqual({ auth: signed('private-conversation.1') })
  })

  it('signs a private channel for JSON', async () => {
    const response = await testRoutes().json({ socket_id: socketId, channel_name: 'private-user.1' })
    expect(await response.json()).toEqual({ auth: signed('private-user.1') })
  })

  it('says who somebody is on a presence channel', async () => {
    const response = await testRoutes().form('presence-room.1')
    const data = '{"user_id":"1","user_info":{"id":"1","name":"Ada Lovelace"}}'
    expect(await response.json()).toEqual({ auth: signed('presence-room.1', data), channel_data: data })
  })

  it('gives the key of an encrypted channel, always the same', async () => {
    const { form } = testRoutes()
    const first = (await (await form('private-encrypted-a')).json()) as { shared_secret: string }
    expect(Buffer.from(first.shared_secret, 'base64')).toHaveLength(32)
    expect(await (await form('private-encrypted-a')).json()).toEqual(first)
    expect(await (await form('private-encrypted-b')).json()).not.toMatchObject({ shared_secret: first.shared_secret })
  })

  it('notes whose connection it was for', async () => {
    const { form, claims } = testRoutes()
    await form('private-forbidden')
    await form('private-conversation.1')
    expect(claims).toEqual(['12.34 is 1'])
  })

  it.each([
    ['no socket id', { channel_name: 'private-user.1' }],
    ['a socket id that is none', { socket_id: '12.34:x', channel_name: 'private-user.1' }],
    ['no channel', { socket_id: socketId }],
    ['a channel that is no text', { socket_id: socketId, channel_name: 7 }],
    ['an empty list of channels', { socket_id: socketId, channel_name: [] }],
    [
      'more than 500 channels',
      { socket_id: socketId, channel_name: Array.from({ length: 501 }, () => 'private-user.1') },
    ],
    ['no object', null],
  ])('answers 422 to %s', async (_title, body) => {
    expect((await testRoutes().json(body)).status).toBe(422)
  })

  it('answers 422 to what is not even JSON', async () => {
    const { post } = testRoutes()
    expect((await post('/auth', '{nope', { 'Content-Type': 'application/json' })).status).toBe(422)
  })

  it('answers 413 to a body that is too large', async () => {
    const { form } = testRoutes()
    expect((await form('private-'.padEnd(200_000, 'x'))).status).toBe(413)
  })
})

describe('authorizing several channels at once', () => {
  const granted = { status: 200, data: { auth: signed('private-conversation.1') } }
  const refused = { status: 403, data: { message: 'This action is unauthorized.' } }

  it.each(['channel_name[]', 'channel_name[0]'])('answers each for a form with %s', async (name) => {
    const body = new URLSearchParams([
      ['socket_id', socketId],
      [name, 'private-conversation.1'],
      [name.replace('0', '1'), 'private-forbidden'],
    ])
    const response = await testRoutes().post('/auth', body)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ 'private-conversation.1': granted, 'private-forbidden': refused })
  })

  it('answers each for JSON, whatever it is called', async () => {
    const response = await testRoutes().json({
      socket_id: socketId,
      channel_name: ['private-conversation.1', '__proto__'],
    })
    expect(Object.entries((await response.json()) as object)).toEqual([
      ['private-conversation.1', granted],
      ['__proto__', refused],
    ])
  })
})

describe('refusing', () => {
  it.each([
    ['nobody', {}, 401, 'Unauthenticated.'],
    ['an unknown token', { Authorization: 'Bearer eve' }, 401, 'Unauthenticated.'],
    ['a channel that is not theirs', { Authorization: 'Bearer grace' }, 403, 'This action is unauthorized.'],
  ])('answers %s in JSON where that is asked for', async (_title, headers, status, message) => {
    const response = await testRoutes().form('private-user.1', { Authorization: '', ...headers })
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ message })
  })

  it.each([
    ['nobody a page to log in', {}, 401, 'Log in'],
    ['a channel that is not theirs a page', { Authorization: 'Bearer grace' }, 403, 'Forbidden'],
  ])('gives %s where JSON is not asked for', async (_title, headers, status, title) => {
    const response = await testRoutes().form('private-user.1', {
      Accept: 'text/html,*/*',
      Authorization: '',
      ...headers,
    })
    expect(response.status).toBe(status)
    expect(response.headers.get('Content-Type')).toContain('text/html')
    expect(await response.text()).toContain(`<title>${title}</title>`)
  })

  it('takes a script that accepts anything for one that wants JSON', async () => {
    const headers = { Accept: '*/*', 'X-Requested-With': 'XMLHttpRequest', Authorization: '' }
    const response = await testRoutes().form('private-user.1', headers)
    expect(await response.json()).toEqual({ message: 'Unauthenticated.' })
  })

  it('refuses what is refused for the moment', async () => {
    const { form } = testRoutes('private-conversation.1')
    expect((await form('private-conversation.1')).status).toBe(403)
    expect((await form('private-conversation.2')).status).toBe(200)
  })
})

describe('a session', () => {
  function signedIn() {
    const routes = testRoutes()
    const session = routes.sessions.start(findUser('ada') ?? expect.unreachable())
    const cookies = { Authorization: '', Cookie: `resound_session=${encodeURIComponent(session.id)}` }
    return { ...routes, session, cookies }
  }

  it('is let in with its CSRF token, by either header', async () => {
    const { form, cookies, session } = signedIn()
    for (const name of ['X-XSRF-TOKEN', 'X-CSRF-TOKEN']) {
      expect((await form('private-user.1', { ...cookies, [name]: session.csrfToken })).status).toBe(200)
    }
  })

  it.each([
    ['without the token', () => ({})],
    ['with another token', () => ({ 'X-XSRF-TOKEN': 'x' })],
    [
      'with the token still encoded as its cookie is',
      (token: string) => ({ 'X-XSRF-TOKEN': encodeURIComponent(token) }),
    ],
  ])('is answered 419 %s', async (_title, headers) => {
    const { form, cookies, session } = signedIn()
    const response = await form('private-user.1', { ...cookies, ...headers(session.csrfToken) })
    expect(response.status).toBe(419)
    expect(await response.json()).toEqual({ message: 'CSRF token mismatch.' })
  })

  it('is answered 419 with the old token once that was renewed', async () => {
    const { form, cookies, session, sessions } = signedIn()
    sessions.renewCsrfToken(session.id)
    expect((await form('private-user.1', { ...cookies, 'X-XSRF-TOKEN': session.csrfToken })).status).toBe(419)
  })

  it('is nobody once it ended', async () => {
    const { form, cookies, session, sessions } = signedIn()
    sessions.end(session.id)
    expect((await form('private-user.1', { ...cookies, 'X-XSRF-TOKEN': session.csrfToken })).status).toBe(401)
  })
})

describe('authorizing a user', () => {
  it('signs who the user of a connection is, for a form and for JSON', async () => {
    const { post } = testRoutes()
    const data = '{"id":"1","user_info":{"name":"Ada Lovelace"}}'
    const answer = { auth: `key:${sign('secret', `${socketId}::user::${data}`)}`, user_data: data }
    expect(await (await post('/user-auth', new URLSearchParams({ socket_id: socketId }))).json()).toEqual(answer)
    const json = await post('/user-auth', JSON.stringify({ socket_id: socketId }), {
      'Content-Type': 'application/json',
    })
    expect(await json.json()).toEqual(answer)
  })

  it('answers 401 to nobody and 422 to no socket id', async () => {
    const { post } = testRoutes()
    expect((await post('/user-auth', '', { Authorization: '' })).status).toBe(401)
    expect((await post('/user-auth', '')).status).toBe(422)
  })
})

describe('tokens', () => {
  it('of the demo users are there from the start, and others come', () => {
    const { tokens } = testRoutes()
    const ada = findUser('1') ?? expect.unreachable()
    expect(tokens.userOf('ada')).toBe(ada)
    expect(tokens.userOf(tokens.issue(ada))).toBe(ada)
  })

  it('are worthless once they expired, but can be refreshed', () => {
    const { tokens } = testRoutes()
    tokens.expire('ada')
    expect(tokens.userOf('ada')).toBeUndefined()
    const refreshed = tokens.refresh('ada')
    expect(tokens.userOf(refreshed?.token ?? '')).toBe(findUser('ada'))
    expect(tokens.refresh('eve')).toBeUndefined()
  })

  it('and sessions are forgotten, oldest first, when there are more than a thousand', () => {
    const { tokens, sessions } = testRoutes()
    const ada = findUser('ada') ?? expect.unreachable()
    const first = { token: tokens.issue(ada), session: sessions.start(ada).id }
    for (let i = 0; i < 1_000; i++) {
      tokens.issue(ada)
      sessions.start(ada)
    }
    expect(tokens.userOf(first.token)).toBeUndefined()
    expect(sessions.find(first.session)).toBeUndefined()
    expect(tokens.userOf('ada')).toBe(ada)
  })
})
