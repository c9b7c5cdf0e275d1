// @vitest-environment node
/** Applications that change `echo.options` and connect again: a Nuxt module starts with no broadcaster, others move to another server. */
import Theirs from 'laravel-echo'
import { describe, expect, it, onTestFinished } from 'vitest'
import Ours from '@resound/echo'
import { both, clients, type Both, type Client, type Reached } from '../compat/both.js'
import { until } from '../support/until.js'

const isSubscribed = (channel: Reached): Promise<unknown> =>
  until(() => channel.subscription.subscribed, { what: channel.name })

/** An Echo of options that the application keeps. */
function own(client: Client, options: Reached): Reached {
  const echo: Reached = client == 'resound' ? new Ours(options) : new Theirs(options)
  onTestFinished(() => echo.disconnect())
  return echo
}

/** What `make` gives an Echo, for one of ones own. */
function optionsOf({ make }: Both, client: Client): Reached {
  const made = make(client)
  made.disconnect()
  return { ...made.options }
}

describe.each(clients)('connect() of %s', (client) => {
  it('makes a connection where there was none, once the broadcaster has its name', async () => {
    const around = await both()
    const echo = own(client, { ...optionsOf(around, client), broadcaster: 'null' })
    expect(echo.socketId()).toBe('fake-socket-id')
    echo.options.broadcaster = 'reverb'
    await echo.connect()
    const heard: unknown[] = []
    await isSubscribed(echo.private('conversation.1').listen('.x', (data: unknown) => heard.push(data)))
    around.server.publish('private-conversation.1', 'x', 1)
    await until(() => heard.length == 1)
    expect(echo.socketId()).toMatch(/^\d+\.\d+$/)
  })

  it('goes to another server, and asks for permissions at another place', async () => {
    const [one, two] = [await both(), await both()]
    const echo = own(client, optionsOf(one, client))
    await isSubscribed(echo.private('conversation.1'))
    const { wsPort, authEndpoint } = optionsOf(two, client)
    Object.assign(echo.options, { wsPort, authEndpoint })
    echo.disconnect()
    echo.connect()
    await isSubscribed(echo.private('conversation.1'))
    expect(two.server.connections()).toEqual([{ socketId: echo.socketId(), channels: ['private-conversation.1'] }])
    await until(() => one.server.connections().length == 0)
  })
})

describe('connect() of ours', () => {
  it('leaves nothing of the connection before, also where nobody disconnected it', async () => {
    const [one, two] = [await both(), await both()]
    const echo = own('resound', optionsOf(one, 'resound'))
    const before: Reached = echo.connector
    await isSubscribed(echo.private('conversation.1'))
    echo.options.wsPort = two.proxy.port
    echo.connect()
    expect(echo.connector).not.toBe(before)
    await until(() => one.server.connections().length == 0)
    await until(() => echo.connectionStatus() == 'connected')
    expect(Object.keys(echo.connector.channels)).toEqual([])
  })

  it('goes on with its channels where only credentials were changed, or nothing', async () => {
    const around = await both()
    const echo = own('resound', { ...optionsOf(around, 'resound'), wssPort: NaN })
    const channel = echo.private('conversation.1')
    await isSubscribed(channel)
    echo.options.auth = { headers: { Authorization: 'Bearer ada' } }
    echo.options.bearerToken = echo.options.csrfToken = 'new'
    echo.disconnect()
    echo.connect()
    await isSubscribed(channel)
    expect(echo.private('conversation.1')).toBe(channel)
  })

  it('has the socket id of the new connection sent with requests', async () => {
    const around = await both()
    let intercept = (request: { headers: Record<string, unknown> }): unknown => request
    const page = {
      ...{ secure: () => false, origin: () => undefined, host: () => undefined, cookie: () => undefined },
      ...{ meta: () => undefined, document: () => undefined },
      global: (name: string) => (name == 'axios' ? axios : undefined),
    }
    const axios = Object.assign((): void => undefined, {
      interceptors: { request: { use: (with_: typeof intercept) => ((intercept = with_), 1), eject: () => undefined } },
    })
    const options = optionsOf(around, 'resound')
    const echo = own('resound', { ...options, platform: { ...options.platform, page }, broadcaster: 'null' })
    echo.options.broadcaster = 'reverb'
    echo.connect()
    await until(() => echo.connectionStatus() == 'connected')
    const request = { headers: {} }
    await intercept(request)
    expect(request.headers).toEqual({ 'X-Socket-ID': echo.socketId() })
  })
})

describe.each(clients)('a broadcaster that a package puts into the prototype of %s', (client) => {
  it('is used in place of the own ones, which stay as they are', async () => {
    const { make, server } = await both()
    const Base: Reached = client == 'resound' ? Ours : Theirs
    const connector = { channel: (name: string) => ({ name }), disconnect: () => undefined, socketId: () => 'own' }
    const { connect } = Base.prototype
    onTestFinished(() => {
      Base.prototype.connect = connect
    })
    Base.prototype.connect = function (this: Reached) {
      if (this.options.broadcaster == 'bus') this.connector = connector
      else connect.call(this)
    }
    const echo = own(client, { broadcaster: 'bus' })
    expect([echo.channel('x').name, echo.socketId()]).toEqual(['x', 'own'])
    await isSubscribed(make(client).private('conversation.1'))
    expect(server.connections()).toHaveLength(1)
  })
})
