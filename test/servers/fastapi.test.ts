import { Echo, websocket, type AddressRequest, type EchoError, type WebSocketOptions } from '@resound/echo/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { until } from '../support/until.js'
import { fastApiPath, startFastApi, type FastApiServer } from './fastapi.js'
import { ServerUnavailableError } from './server.js'

let server: FastApiServer | undefined
let unavailable = ''

beforeAll(async () => {
  server = await startFastApi().catch((error: unknown) => {
    if (!(error instanceof ServerUnavailableError)) throw error
    unavailable = error.message
    return undefined
  })
})
afterAll(() => server?.stop())

const echoes: Echo[] = []
afterEach(() => {
  for (const echo of echoes.splice(0)) echo.disconnect()
})

let made = 0

/** An Echo with a token of its own, and what it was told. */
function connect(running: FastApiServer, options: Partial<WebSocketOptions> = {}, more: object = {}) {
  const token = `ada.${String(++made)}`
  const errors: EchoError[] = []
  const echo = new Echo({
    broadcaster: websocket({ url: `${running.url}${fastApiPath}?token=${token}`, ...options }),
    platform: { WebSocket, random: () => 0.05 },
    onError: (error) => errors.push(error),
    ...more,
  })
  echoes.push(echo)
  const knows = (...channels: string[]): Promise<unknown> =>
    until(async () => (await running.channelsOf(token)).join() == [...channels].sort().join(), {
      what: `FastAPI to know of ${channels.join()}`,
    })
  return { echo, token, errors, knows }
}
const connected = (echo: Echo): Promise<true> => until(() => echo.connection.get().status == 'connected')

describe('websocket on FastAPI', () => {
  const test = (title: string, run: (server: FastApiServer) => Promise<void>): void => {
    it(title, async ({ skip }) => {
      if (!server) return skip(unavailable)
      await run(server)
    })
  }

  test('subscribes, hears and leaves as the FastAPI guide has it', async (running) => {
    const { echo, knows, errors } = connect(running)
    const heard: unknown[] = []
    echo.channel('users').listen('UserCreated', (user) => heard.push(user))
    echo.private('user.1').listen('UserUpdated', (user) => heard.push(user))
    await knows('private-user.1', 'users')
    await running.publish('users', 'UserCreated', { id: 7 })
    await running.publish('private-user.1', 'UserUpdated', { id: 1 })
    await until(() => heard.length == 2)
    expect(heard).toEqual([{ id: 7 }, { id: 1 }])
    echo.leave('users')
    await knows('private-user.1')
    expect([errors, echo.socketId()]).toEqual([[], undefined])
  })

  test('gives an event without a channel to every subscribed channel', async (running) => {
    const { echo, knows } = connect(running)
    const heard: unknown[] = []
    for (const name of ['users', 'orders']) {
      echo.channel(name).listen('notice', (data, meta) => heard.push([meta.channel, data]))
    }
    await knows('users', 'orders')
    await running.publish([], 'notice', { text: 'soon' })
    await until(() => heard.length == 2)
    expect(heard).toEqual([
      ['users', { text: 'soon' }],
      ['orders', { text: 'soon' }],
    ])
  })

  test('hears what the server says about a channel that it does not let in', async (running) => {
    const { echo } = connect(running)
    const heard = new Promise((resolve) => echo.private('user.2').listen('error', resolve))
    expect(await heard).toEqual({ message: 'Not allowed.' })
  })

  test('says nothing of members where the server does not', async (running) => {
    const { echo, knows } = connect(running)
    const told: string[] = []
    echo
      .join('presence-users')
      .here(() => told.push('here'))
      .subscribed(() => told.push('subscribed'))
      .listen('UserJoined', () => told.push('UserJoined'))
    await knows('presence-users')
    await running.publish('presence-users', 'UserJoined', {})
    await until(() => told.includes('UserJoined'))
    expect(told).toEqual(['subscribed', 'UserJoined'])
  })

  test('asks the authorization route where it is told to, and fails what that refuses', async (running) => {
    const { echo, knows } = connect(
      running,
      { authorizeChannels: true },
      { authEndpoint: running.authorizationEndpoint, bearerToken: 'ada' },
    )
    const refused = new Promise((resolve) => echo.private('user.2').error(resolve))
    echo.private('user.1')
    expect(await refused).toMatchObject({ kind: 'authorization', status: 403, channel: 'private-user.2' })
    await knows('private-user.1')
  })

  test('asks for another token when the handshake is rejected, once, and connects with it', async (running) => {
    const asked: AddressRequest['reason'][] = []
    const { echo, errors } = connect(running, {
      url: async ({ reason }) => {
        asked.push(reason)
        await Promise.resolve()
        return `${running.url}${fastApiPath}?token=${reason == 'first' ? 'nobody' : 'ada.fresh'}`
      },
    })
    await connected(echo)
    expect([asked, errors]).toEqual([['first', 'refresh'], []])
  })

  for (const code of [1008, 3000, 4001, 4401]) {
    test(`asks for another token when the server ends the connection with ${String(code)}`, async (running) => {
      let token = `ada.${String(code)}`
      const asked: string[] = []
      const { echo } = connect(running, {
        url: ({ reason }) => {
          asked.push(reason)
          if (reason == 'refresh') token += '.again'
          return `${running.url}${fastApiPath}?token=${token}`
        },
      })
      const lasting = echo.channel('users')
      await until(async () => (await running.channelsOf(token)).length == 1)
      await running.revoke(token, code)
      await until(async () => token.endsWith('.again') && (await running.channelsOf(token)).length == 1)
      expect([asked, lasting.state.status]).toEqual([['first', 'refresh'], 'subscribed'])
    })
  }

  test('ends for good when a fresh token is refused with 4001 as well, or there is none to ask for', async (running) => {
    const { echo, token, errors } = connect(running)
    await connected(echo)
    await running.revoke(token, 4001)
    await until(() => echo.connection.get().status == 'failed')
    expect(errors.at(-1)).toMatchObject({ kind: 'connection', code: 4001 })
  })

  test('says nothing of a token in an error', async (running) => {
    const { echo, errors } = connect(running, {
      url: () => {
        throw new TypeError('secret-token')
      },
    })
    await until(() => echo.connection.get().error)
    const { error } = echo.connection.get()
    expect(String(error)).toContain('TypeError')
    expect(JSON.stringify([String(error), error?.stack, errors])).not.toContain('secret-token')
  })

  test('comes back with its channels when the server is restarted', async (running) => {
    const { echo, knows } = connect(running)
    const heard: unknown[] = []
    echo.channel('orders').listen('shipped', (order) => heard.push(order))
    await knows('orders')
    await running.restart?.()
    await knows('orders')
    await running.publish('orders', 'shipped', 7)
    await until(() => heard.length == 1)
  })

  test('is told by ping that the line lives, where the server answers something to it', async (running) => {
    const { echo } = connect(running, { ping: { event: 'ping' }, activityTimeout: 20, pongTimeout: 5_000 })
    const frames: string[] = []
    echo.watchFrames((direction, frame) => frames.push(`${direction} ${frame}`))
    await until(() => frames.filter((frame) => frame.includes('pong')).length >= 2)
    expect(frames).toContain('out {"event":"ping"}')
    expect(echo.connection.get().status).toBe('connected')
  })

  test('whispers to the others', async (running) => {
    const [ada, grace] = [connect(running), connect(running)]
    const heard: unknown[] = []
    ada.echo.private('room.1').listenForWhisper('typing', (data) => heard.push(['ada', data]))
    grace.echo.private('room.1').listenForWhisper('typing', (data) => heard.push(['grace', data]))
    await ada.knows('private-room.1')
    await grace.knows('private-room.1')
    ada.echo.private('room.1').whisper('typing', { on: true })
    await until(() => heard.length == 1)
    expect(heard).toEqual([['grace', { on: true }]])
  })
})
