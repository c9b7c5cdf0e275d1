import { createServer, type IncomingMessage } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../support/listen.js'
import { signAuthorization } from '../support/pusher-api.js'
import { until } from '../support/until.js'
import { both, type Both, type Reached } from './both.js'

type Answer = (error: unknown, authorization?: unknown) => void

/** What an authorizer was asked. */
interface Asked {
  name: string
  socketId: string
  options: Reached
  answer: Answer
}

/** An authorizer that answers when it is told to. */
function recording(then: (asked: Asked) => unknown = () => undefined): { asked: Asked[]; authorizer: Reached } {
  const asked: Asked[] = []
  return {
    asked,
    authorizer: (channel: { name: string }, options: unknown) => ({
      authorize(socketId: string, answer: Answer) {
        const request = { name: channel.name, socketId, options, answer }
        asked.push(request)
        return then(request)
      },
    }),
  }
}

const permission = ({ server }: Both, { name, socketId }: Asked): object =>
  signAuthorization(server, {
    socketId,
    channel: name,
    channelData: name.startsWith('presence-') ? { user_id: 'me', user_info: { name: 'Myself' } } : undefined,
  })

const isSubscribed = (echo: Reached, name: string): Promise<unknown> =>
  until(() => echo.connector.channels[name].subscription.subscribed, { what: name })

describe('the option authorizer', () => {
  it('is called with the full name and the present socket id, also after a reconnect', async () => {
    const around = await both()
    const { asked, authorizer } = recording((request) => request.answer(null, permission(around, request)))
    const echo = around.make('resound', { authorizer })
    echo.private('anything')
    echo.join('room.1')
    await isSubscribed(echo, 'private-anything')
    await isSubscribed(echo, 'presence-room.1')
    const first: string = echo.socketId()
    around.proxy.cut()
    await until(() => asked.length == 4)
    await isSubscribed(echo, 'presence-room.1')
    expect(echo.socketId()).not.toBe(first)
    expect(asked.map(({ name, socketId }) => [name, socketId])).toEqual([
      ['private-anything', first],
      ['presence-room.1', first],
      ['private-anything', echo.socketId()],
      ['presence-room.1', echo.socketId()],
    ])
    expect(echo.connector.channels['presence-room.1'].subscription.members.me).toEqual({
      id: 'me',
      info: { name: 'Myself' },
    })
  })

  it('gets fresh options: where and with what the built-in request would be made, as it is now', async () => {
    const around = await both()
    const { asked, authorizer } = recording()
    const echo = around.make('resound', {
      authorizer,
      authEndpoint: '/api/auth',
      csrfToken: 'csrf',
      bearerToken: 'token',
      auth: { headers: { 'X-Tenant': 'blue' }, params: { tenant: 7 } },
    })
    echo.private('one')
    await until(() => asked.length == 1)
    echo.connector.options.auth.headers['X-CSRF-TOKEN'] = 'newer'
    // What an authorizer does to its options is its own affair.
    for (const { options } of asked) options.auth.headers = {}
    echo.private('two')
    await until(() => asked.length == 2)
    expect(asked[1]?.options).toEqual({
      authTransport: 'ajax',
      authEndpoint: '/api/auth',
      auth: {
        headers: { Authorization: 'Bearer token', 'X-CSRF-TOKEN': 'newer', 'X-Tenant': 'blue' },
        params: { tenant: 7 },
      },
    })
  })

  it.each([null, undefined, false])('takes %s in the first place for success', async (nothing) => {
    const around = await both()
    const { authorizer } = recording((request) => request.answer(nothing, permission(around, request)))
    const echo = around.make('resound', { authorizer })
    echo.private('x')
    await isSubscribed(echo, 'private-x')
  })

  it('opens encrypted channels with the key it brings', async () => {
    const around = await both()
    const { authorizer } = recording((request) => request.answer(false, permission(around, request)))
    const echo = around.make('resound', { authorizer })
    const heard: unknown[] = []
    echo.encryptedPrivate('x').listen('.told', (data: unknown) => heard.push(data))
    await isSubscribed(echo, 'private-encrypted-x')
    around.server.publish('private-encrypted-x', 'told', { in: 'secret' })
    await until(() => heard.length == 1)
    expect(heard).toEqual([{ in: 'secret' }])
  })

  it.each<[string, (request: Asked) => unknown, object]>([
    ['answers true and an error', ({ answer }) => answer(true, axiosError(403)), { error: 'Failed', status: 403 }],
    ['answers an error', ({ answer }) => answer(axiosError(404)), { error: 'Failed', status: 404 }],
    ['answers a text', ({ answer }) => answer('Not you', null), { error: 'Not you' }],
    ['rejects', () => Promise.reject(axiosError(422)), { error: 'Failed', status: 422 }],
    ['throws', () => thrown(new TypeError('bug')), { error: 'bug' }],
    ['answers a whole response', ({ answer }) => answer(false, { status: 200, data: {} }), { status: 200 }],
  ])('tells .error() when it %s, at once and to whoever asks later', async (_, then, told) => {
    const { make } = await both()
    const { asked, authorizer } = recording(then)
    const echo = make('resound', { authorizer })
    const errors: unknown[] = []
    const channel = echo.private('x').error((error: unknown) => errors.push(error))
    await until(() => errors.length == 1)
    channel.error((error: unknown) => errors.push(error))
    channel.listen('.pusher:subscription_error', () => undefined)
    await until(() => errors.length == 2)
    expect(asked).not.toHaveLength(0)
    for (const error of errors) expect(error).toMatchObject({ type: 'AuthError', ...told })
    expect(echo.connectionStatus()).toBe('connected')
  })

  it('is asked again after a failure that may pass, and not after one that will not', async () => {
    const around = await both()
    const failures = [axiosError(503), axiosError(undefined)]
    const { asked, authorizer } = recording((request) => {
      const failure = request.name == 'private-forbidden' ? axiosError(403) : failures.shift()
      request.answer(failure, failure ? undefined : permission(around, request))
    })
    const echo = around.make('resound', { authorizer })
    echo.private('forbidden')
    echo.private('x')
    await isSubscribed(echo, 'private-x')
    expect(asked.filter(({ name }) => name == 'private-x')).toHaveLength(3)
    expect(asked.filter(({ name }) => name == 'private-forbidden')).toHaveLength(1)
  })

  it('has an answer for an old socket, or after leave, dropped', async () => {
    const around = await both()
    const { server, proxy } = around
    const { asked, authorizer } = recording()
    const echo = around.make('resound', { authorizer, leaveGrace: 0 })
    echo.private('x')
    await until(() => asked.length == 1)
    proxy.cut()
    await until(() => asked.length == 2)
    const [old, present] = asked as [Asked, Asked]
    old.answer(null, permission(around, old))
    echo.private('left')
    await until(() => asked.length == 3)
    echo.leave('left')
    asked[2]?.answer(null, permission(around, asked[2]))
    present.answer(null, permission(around, present))
    await isSubscribed(echo, 'private-x')
    expect(server.connections()).toEqual([{ socketId: echo.socketId(), channels: ['private-x'] }])
  })

  it('counts for nothing when it is undefined', async () => {
    const { make } = await both()
    const echo = make('resound', { authorizer: undefined })
    echo.private('conversation.1')
    await isSubscribed(echo, 'private-conversation.1')
  })
})

describe('the option channelAuthorization', () => {
  it('wins over the others, and asks at its own endpoint with what its providers say at each request', async () => {
    const around = await both()
    const { requests, url } = await endpoint(around)
    const { asked, authorizer } = recording()
    let count = 0
    const echo = around.make('resound', {
      authorizer,
      authEndpoint: 'http://127.0.0.1:9/',
      bearerToken: 'for the other endpoint',
      channelAuthorization: {
        endpoint: url,
        transport: 'ajax',
        headers: { 'X-One': 'one' },
        params: { two: '2' },
        headersProvider: () => ({ 'X-Count': String(++count) }),
        paramsProvider: () => ({ three: '3' }),
      },
    })
    echo.private('x')
    await isSubscribed(echo, 'private-x')
    echo.private('y')
    await isSubscribed(echo, 'private-y')
    expect(asked).toEqual([])
    expect(requests.map(({ headers }) => headers['x-count'])).toEqual(['1', '2'])
    expect(requests[0]?.headers).toMatchObject({ 'x-one': 'one' })
    expect(requests[0]?.headers.authorization).toBeUndefined()
    expect(requests[0]?.body).toBe(`socket_id=${echo.socketId()}&channel_name=private-x&two=2&three=3`)
  })

  it('may hand the whole of it to a handler, whose failures are told', async () => {
    const around = await both()
    const echo = around.make('resound', {
      channelAuthorization: {
        customHandler({ channelName: name, socketId }: { channelName: string; socketId: string }, answer: Answer) {
          if (name == 'private-x') answer(null, permission(around, { name, socketId } as Asked))
          else answer(axiosError(403), null)
        },
      },
    })
    const errors: unknown[] = []
    echo.private('x')
    echo.private('y').error((error: unknown) => errors.push(error))
    await isSubscribed(echo, 'private-x')
    await until(() => errors.length == 1)
    expect(errors).toEqual([expect.objectContaining({ type: 'AuthError', error: 'Failed', status: 403 })])
  })

  it('is not in the defaults', async () => {
    const echo = (await both()).make('resound')
    expect('channelAuthorization' in echo.connector.options).toBe(false)
  })
})

it.each([{ authTransport: 'jsonp' }, { channelAuthorization: { transport: 'jsonp' } }])(
  'refuses JSONP at construction: %j',
  async (options) => {
    const { make } = await both()
    expect(() => make('resound', options)).toThrow('asked for by fetch, not by "jsonp"')
  },
)

function axiosError(status: number | undefined): Error {
  return Object.assign(new Error('Failed'), status === undefined ? {} : { response: { status } })
}

function thrown(error: Error): never {
  throw error
}

/** An authorization endpoint that lets everybody in, and remembers the requests. */
async function endpoint(
  around: Both,
): Promise<{ url: string; requests: { headers: IncomingMessage['headers']; body: string }[] }> {
  const requests: { headers: IncomingMessage['headers']; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += String(part)))
    request.on('end', () => {
      requests.push({ headers: request.headers, body })
      const form = new URLSearchParams(body)
      const asked = { name: form.get('channel_name'), socketId: form.get('socket_id') } as Asked
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify(permission(around, asked)))
    })
  })
  const port = await listen(server)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${String(port)}/`, requests }
}
