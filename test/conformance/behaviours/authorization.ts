import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import type { EchoError, EchoOptions } from '@resound/echo/core'
import {
  other,
  reset,
  retryAfter,
  silence,
  status,
  type AuthorizationFault,
} from '../../support/authorization-faults.js'
import { createManualClock } from '../../support/manual-clock.js'
import { until } from '../../support/until.js'
import type { Behaviour, Theme } from '../behaviour.js'

/** A failure that passes: told once, tried again, and forgotten. */
const passes = (what: string, fault: AuthorizationFault, expected: number | undefined): Behaviour => ({
  title: `tries again after ${what}, tells error() of it once, and then succeeds`,
  async run(stage) {
    const { authorization } = stage
    authorization.failNext(fault, fault)
    const client = stage.client({ echo: { authEndpoint: authorization.endpoint } })
    const told: unknown[] = []
    const channel = client.echo
      .private(stage.room())
      .error((error) => told.push([error.type, error.status, error.retryable]))
      .subscribed(() => told.push('subscribed'))
    await client.subscribed(channel.name)
    assert.deepEqual(told, [['AuthError', expected, true], 'subscribed'])
    assert.equal(channel.state.error, null)
    assert.equal(authorization.requests.length, 3)
    assert.equal(client.watched.sockets.length, 1)
  },
})

const waits = (what: string, fault: (now: number) => AuthorizationFault): Behaviour => ({
  title: `waits as long as the endpoint asks it to: ${what}`,
  async run(stage) {
    const { authorization } = stage
    const clock = createManualClock()
    authorization.failNext(fault(clock.now()))
    const client = stage.client({ clock, echo: { authEndpoint: authorization.endpoint } })
    const channel = client.echo.private(stage.room())
    await until(() => channel.state.error, { what: 'the first answer' })
    await clock.advanceAsync(29_000)
    assert.equal(client.watched.requests.made, 1)
    await clock.advanceAsync(1_000)
    await client.subscribed(channel.name)
    assert.equal(client.watched.requests.made, 2)
  },
})

export const authorizing: Theme = {
  name: 'authorization requests',
  needs: ['client-authorization'],
  behaviours: [
    passes('500', status(500), 500),
    passes('503', status(503), 503),
    passes('429', status(429), 429),
    passes('a network failure', reset, undefined),
    waits('Retry-After in seconds', () => retryAfter(30)),
    waits('Retry-After with 429', () => retryAfter(30, 429)),
    waits('Retry-After as a date', (now) => retryAfter(new Date(now + 30_000).toUTCString())),
    {
      title: 'gives an endpoint that never answers fifteen seconds, and then asks again',
      async run(stage) {
        const { authorization } = stage
        authorization.failNext(silence)
        const clock = createManualClock()
        const client = stage.client({ clock, echo: { authEndpoint: authorization.endpoint } })
        const channel = client.echo.private(stage.room())
        await until(() => authorization.requests.length == 1, { what: 'the request' })
        await clock.advanceAsync(15_000)
        await until(() => channel.state.error, { what: 'the verdict' })
        assert.equal(channel.state.error?.retryable, true)
        await clock.advanceAsync(1_000)
        await client.subscribed(channel.name)
      },
    },
    {
      title: 'asks as pusher-js does: a form with the socket id and the full name',
      async run(stage) {
        const { authorization } = stage
        const client = stage.client({ echo: { authEndpoint: authorization.endpoint } })
        const { name } = client.echo.join(stage.room())
        const socketId = await client.connected()
        await client.subscribed(name)
        const [request] = authorization.requests
        assert.equal(request?.method, 'POST')
        assert.match(request.headers['content-type'] ?? '', /^application\/x-www-form-urlencoded/)
        assert.deepEqual(request.fields, { socket_id: socketId, channel_name: name })
      },
    },
    {
      title: 'asks nobody about public channels',
      async run(stage) {
        const client = stage.client({ echo: { authEndpoint: stage.authorization.endpoint } })
        await client.subscribed(client.echo.channel(stage.room()).name)
        assert.equal(client.watched.requests.made, 0)
      },
    },
    {
      title: 'has at most six requests under way at once',
      async run(stage) {
        const { authorization } = stage
        const release = authorization.hold()
        const client = stage.client({ echo: { authEndpoint: authorization.endpoint } })
        for (let n = 0; n < 20; n++) client.echo.private(stage.room())
        await until(() => authorization.requests.length == 6, { what: 'six requests' })
        release()
        await client.subscribed()
        assert.equal(client.watched.requests.atOnce, 6)
        assert.equal(client.watched.requests.made, 20)
      },
    },
    {
      title: 'asks for the two hundred channels of a connection in one request, where the endpoint takes several',
      needs: ['batched-authorization'],
      async run(stage) {
        const { authorization, meddler, server } = stage
        const auth = { headers: server.headersOf('ada'), batch: true }
        const client = stage.client({ through: 'meddler', echo: { authEndpoint: authorization.endpoint, auth } })
        for (let n = 0; n < 100; n++) {
          client.echo.private(stage.room())
          client.echo.join(stage.room())
        }
        await client.subscribed()
        const before = await client.connected()
        meddler.close(4200)
        await client.connected(before)
        await client.subscribed()
        assert.deepEqual(
          authorization.requests.map(({ channels }) => channels.length),
          [200, 200],
        )
      },
    },
    {
      title:
        'fails every channel of a batch whose answer makes no sense, and tries all again where it failed for a while',
      needs: ['batched-authorization'],
      async run(stage) {
        const { authorization, server } = stage
        authorization.failNext(status(503))
        authorization.failAlways(other([null]))
        const auth = { headers: server.headersOf('ada'), batch: true }
        const client = stage.client({ echo: { authEndpoint: authorization.endpoint, auth } })
        const channels = [client.echo.private(stage.room()), client.echo.join(stage.room())]
        await until(() => channels.every(({ state }) => state.status == 'failed'), { what: 'both to fail' })
        assert.deepEqual(
          channels.map(({ state }) => state.error?.status),
          [200, 200],
        )
        const asked = authorization.requests.flatMap((request) => request.channels)
        assert.deepEqual(new Set(asked), new Set(channels.map(({ name }) => name)))
      },
    },
    {
      title: 'keeps credentials out of its errors, also where they cannot be sent at all',
      async run(stage) {
        const { authorization } = stage
        const told: EchoError[] = []
        const fails = async (echo: Omit<EchoOptions, 'broadcaster'>): Promise<void> => {
          const client = stage.client({ echo })
          const before = told.length
          client.echo.private(stage.room()).error((error) => {
            told.push(error)
          })
          await until(() => told.length > before, { what: 'error()' })
          client.echo.disconnect()
        }
        const { endpoint } = authorization
        await fails({ authEndpoint: endpoint, auth: {}, bearerToken: 'f00d\ntoken' })
        await fails({ authEndpoint: endpoint, auth: { headers: { 'X-Key': 'f00d\u2603' } } })
        await fails({ authEndpoint: endpoint.replace('http://', 'http://ada:f00d@'), auth: {} })
        for (const error of told) assert.ok(!inspect(error, { depth: 9 }).includes('f00d'), inspect(error))
      },
    },
    {
      title: 'lets one channel of a batch fail alone',
      needs: ['batched-authorization'],
      async run(stage) {
        const { authorization } = stage
        const auth = { headers: stage.server.headersOf('ada'), batch: true }
        const client = stage.client({ echo: { authEndpoint: authorization.endpoint, auth } })
        const allowed = [client.echo.private(stage.room()), client.echo.join(stage.room())]
        const refused = client.echo.private(stage.room().replace('room', 'forbidden'))
        await client.subscribed(...allowed.map(({ name }) => name))
        await until(() => refused.state.status == 'failed', { what: 'the refusal' })
        assert.equal(refused.state.error?.status, 403)
        assert.equal(authorization.requests.length, 1)
      },
    },
  ],
}
