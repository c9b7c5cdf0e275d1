import Echo from '@resound/echo'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.js'
import { until } from '../support/until.js'
import { both, clients, type Both, type Client, type Reached } from './both.js'

interface Setting extends Both {
  readonly authorization: AuthorizationServer
  /** An Echo that asks the authorization server. */
  echo(options?: Record<string, unknown>, client?: Client): Reached
}

async function setting(): Promise<Setting> {
  const around = await both()
  const authorization = await startAuthorizationServer({ app: around.server })
  onTestFinished(() => authorization.stop())
  const defaults = { authEndpoint: authorization.endpoint, auth: undefined }
  return {
    ...around,
    authorization,
    echo: (options, client = 'resound') => around.make(client, { ...defaults, ...options }),
  }
}

let names = 0

/** What the next request carries when a channel is asked for. */
async function nextRequest(echo: Reached, { authorization }: Setting): Promise<Reached> {
  const before = authorization.requests.length
  echo.private(`conversation.${String(++names)}`)
  await until(() => authorization.requests.length > before)
  return authorization.requests[before]
}

const authorizationOf = async (echo: Reached, around: Setting): Promise<unknown> =>
  (await nextRequest(echo, around)).headers.authorization

describe('credentials are read at each request', () => {
  it('from connector.options.auth.headers, where they may be set and deleted', async () => {
    const around = await setting()
    const echo = around.echo()
    expect(await authorizationOf(echo, around)).toBeUndefined()
    echo.connector.options.auth.headers.Authorization = 'Bearer ada.1'
    expect(await authorizationOf(echo, around)).toBe('Bearer ada.1')
    delete echo.connector.options.auth.headers.Authorization
    expect(await authorizationOf(echo, around)).toBeUndefined()
  })

  it('from headers and auth objects that are replaced', async () => {
    const around = await setting()
    const echo = around.echo({ auth: { headers: { Authorization: 'Bearer ada.1' } } })
    expect(await authorizationOf(echo, around)).toBe('Bearer ada.1')
    echo.connector.options.auth.headers = { Authorization: 'Bearer ada.2' }
    expect(await authorizationOf(echo, around)).toBe('Bearer ada.2')
    echo.connector.options.auth = { headers: { Authorization: 'Bearer ada.3' } }
    expect(await authorizationOf(echo, around)).toBe('Bearer ada.3')
    echo.options.auth = { headers: { Authorization: 'Bearer ada.4' } }
    expect(await authorizationOf(echo, around)).toBe('Bearer ada.4')
  })

  it('from getters, and from the object that the caller kept', async () => {
    const around = await setting()
    let count = 0
    const auth = {
      headers: {
        get Authorization() {
          return `Bearer ada.${String(++count)}`
        },
        'X-Tenant': 'blue',
      },
    }
    const echo = around.echo({ auth })
    expect(await authorizationOf(echo, around)).toBe(`Bearer ada.${String(count)}`)
    const before = count
    const { headers } = await nextRequest(echo, around)
    expect(count).toBeGreaterThan(before)
    expect(headers.authorization).toBe(`Bearer ada.${String(count)}`)
    expect(headers['x-tenant']).toBe('blue')
    auth.headers['X-Tenant'] = 'green'
    expect((await nextRequest(echo, around)).headers['x-tenant']).toBe('green')
  })

  it('from pusher.config.auth.headers', async () => {
    const around = await setting()
    const echo = around.echo()
    echo.connector.pusher.config.auth.headers.Authorization = 'Bearer ada.5'
    expect(await authorizationOf(echo, around)).toBe('Bearer ada.5')
  })

  it('from bearerToken and csrfToken of either options', async () => {
    const around = await setting()
    const echo = around.echo({ bearerToken: 'ada.1', csrfToken: 'one' })
    expect((await nextRequest(echo, around)).headers).toMatchObject({
      authorization: 'Bearer ada.1',
      'x-csrf-token': 'one',
    })
    echo.options.bearerToken = 'ada.2'
    echo.options.csrfToken = 'two'
    expect((await nextRequest(echo, around)).headers).toMatchObject({
      authorization: 'Bearer ada.2',
      'x-csrf-token': 'two',
    })
    echo.connector.options.bearerToken = 'ada.3'
    expect(echo.connector.options.bearerToken).toBe('ada.3')
    expect(await authorizationOf(echo, around)).toBe('Bearer ada.3')
    echo.options.bearerToken = 'ada.4'
    expect(await authorizationOf(echo, around)).toBe('Bearer ada.4')
  })

  it('again for the retry of a request that was refused', async () => {
    const around = await setting()
    const echo = around.echo({ auth: { headers: { Authorization: 'Bearer ada.1' } } })
    around.authorization.expire('ada.1')
    const failed: unknown[] = []
    const channel = echo.private('conversation.1').error((error: unknown) => failed.push(error))
    await until(() => failed.length == 1)
    echo.connector.options.auth.headers.Authorization = 'Bearer ada.2'
    channel.resubscribe()
    await until(() => channel.subscription.subscribed)
  })
})

it.each(clients)('posts a form with auth.params behind socket id and channel name: %s', async (client) => {
  const around = await setting()
  const auth = { headers: { Authorization: 'Bearer ada' }, params: { tenant: 'blue & green' } }
  const request = await nextRequest(around.echo({ auth }, client), around)
  expect(request.headers['content-type']).toMatch('application/x-www-form-urlencoded')
  expect(Object.entries(request.fields)).toEqual([
    ['socket_id', expect.stringMatching(/^[\d.]+$/)],
    ['channel_name', `private-conversation.${String(names)}`],
    ['tenant', 'blue & green'],
  ])
})

it('keeps credentials of the caller where they are: nothing is copied, frozen or written into them', async () => {
  const around = await setting()
  const options = { auth: { headers: {} }, bearerToken: 'ada', csrfToken: 'x' }
  const echo = around.echo(options)
  await nextRequest(echo, around)
  expect(echo.connector.options.auth).toBe(options.auth)
  expect(options.auth).toEqual({ headers: {} })
  expect(Object.isFrozen(options.auth.headers)).toBe(false)
})

it('writes to connector.options alone what is written there: the same options may serve two Echos', async () => {
  const around = await setting()
  const one = around.echo()
  one.connector.options.bearerToken = 'ada.1'
  one.connector.options.auth.headers['X-One'] = 'one'
  // The caller's own object.
  const two: Reached = new Echo(Object.freeze(one.options))
  onTestFinished(() => two.disconnect())
  two.connector.options.bearerToken = 'ada.2'
  expect(await authorizationOf(one, around)).toBe('Bearer ada.1')
  const { headers } = await nextRequest(two, around)
  expect([headers.authorization, headers['x-one']]).toEqual(['Bearer ada.2', undefined])
})

describe('signin', () => {
  it('says to the server who we are, now and after each reconnect', async () => {
    const { make, server, proxy } = await both()
    const endpoint = `${server.url}/broadcasting/user-auth`
    const echo = make('resound', {
      userAuthentication: { endpoint, headers: { Authorization: 'Bearer ada' } },
    })
    const sent: Reached[] = []
    echo.watchFrames((direction: string, frame: string) => {
      if (direction == 'out' && frame.includes('pusher:signin')) sent.push(JSON.parse(frame))
    })
    echo.connector.signin()
    echo.connector.pusher.signin()
    await until(() => sent.length == 1)
    proxy.cut()
    await until(() => sent.length == 2)
    for (const { data } of sent) {
      expect(data.auth).toMatch(`${server.key}:`)
      expect(JSON.parse(data.user_data)).toMatchObject({ id: '1' })
    }
    expect(sent[0].data.auth).not.toBe(sent[1].data.auth)
  })

  it('reports why it failed', async () => {
    const { make, server, errors } = await both()
    const echo = make('resound', { userAuthentication: { endpoint: `${server.url}/broadcasting/user-auth` } })
    await until(() => echo.connectionStatus() == 'connected')
    echo.connector.signin()
    await until(() => errors.length == 1)
    expect(errors).toEqual([expect.objectContaining({ kind: 'authorization', status: 401 })])
  })
})
