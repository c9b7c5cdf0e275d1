import assert from 'node:assert/strict'
import type { EchoError, EchoOptions } from '@resound/echo/core'
import {
  empty,
  garbage,
  htmlPage,
  other,
  redirectToLogin,
  status,
  type AuthorizationFault,
} from '../../support/authorization-faults.js'
import { until } from '../../support/until.js'
import type { Behaviour, Theme } from '../behaviour.js'
import type { Stage } from '../stage.js'
import { createPage } from '../support/page.js'

const token = 'ada.f00d-token'
const bearer = { Authorization: `Bearer ${token}` }

/** What asks the stage's own endpoint. */
const own = (
  { authorization }: Stage,
  echo: Omit<EchoOptions, 'broadcaster'> = {},
): Omit<EchoOptions, 'broadcaster'> => ({
  authEndpoint: authorization.endpoint,
  auth: { headers: bearer },
  ...echo,
})

/** A token that is another one from the first refresh on, how often one was fetched, and what a fetch waits for. */
function refreshingToken() {
  const source = {
    fetched: 0,
    ready: (): unknown => undefined,
    bearerToken: async ({ reason }: { reason: string }) => {
      if (reason == 'refresh') {
        source.fetched++
        await source.ready()
      }
      return source.fetched ? `ada.${source.fetched}` : 'ada'
    },
  }
  return source
}

/** An answer that helps nobody: the channel fails, in words, without the credentials, and the connection stays. */
const failsClearly = (
  what: string,
  fault: AuthorizationFault,
  expected: { status: number; words: RegExp },
): Behaviour => ({
  title: `says clearly what is wrong where the endpoint answers ${what}`,
  needs: ['described-errors'],
  async run(stage) {
    stage.authorization.failAlways(fault)
    const client = stage.client({ echo: own(stage) })
    const told: EchoError[] = []
    const { name } = client.echo.private(stage.room()).error((error) => {
      told.push(error)
    })
    await until(() => told.length > 0, { what: 'error()' })
    const [error] = told
    assert.equal(error?.type, 'AuthError')
    assert.equal(error.kind, 'authorization')
    assert.equal(error.status, expected.status)
    assert.equal(error.channel, name)
    assert.match(error.message, expected.words)
    assert.ok(!JSON.stringify([error.message, error.stack, error.cause]).includes('f00d-token'), 'it holds the token')
    await client.caughtUp()
    assert.equal(told.length, 1)
  },
})

/** Refused until fresh credentials come: every channel is subscribed after one refresh. */
const refreshesOnce = (what: string, code: number): Behaviour => ({
  title: `refreshes the credentials once for twenty channels that are answered ${what}, and subscribes them all`,
  needs: ['async-credentials'],
  async run(stage) {
    const { authorization } = stage
    const source = refreshingToken()
    authorization.failNext(...Array<AuthorizationFault>(6).fill(status(code)))
    const release = authorization.hold()
    const client = stage.client({ echo: own(stage, { auth: {}, bearerToken: source.bearerToken }) })
    // All who were refused share the refresh, also those who hear of it while it is under way.
    source.ready = () => until(() => client.watched.requests.open == 0, { what: 'all six answers' })
    for (let n = 0; n < 20; n++) client.echo.private(stage.room())
    await until(() => authorization.requests.length == 6, { what: 'six requests' })
    release()
    await client.subscribed()
    assert.equal(source.fetched, 1)
    assert.deepEqual(client.errors, [])
  },
})

export const credentials: Theme = {
  name: 'credentials',
  needs: ['client-authorization'],
  behaviours: [
    {
      title: 'refreshes an expired token once for twenty channels, and subscribes them all',
      needs: ['async-credentials'],
      async run(stage) {
        const { authorization } = stage
        authorization.expire('ada')
        const source = refreshingToken()
        const client = stage.client({ echo: own(stage, { auth: {}, bearerToken: source.bearerToken }) })
        const told: EchoError[] = []
        for (let n = 0; n < 20; n++)
          client.echo.private(stage.room()).error((error) => {
            told.push(error)
          })
        await client.subscribed()
        assert.equal(source.fetched, 1)
        assert.deepEqual(told, [])
        const refused = authorization.requests.filter(({ headers }) => headers.authorization == 'Bearer ada')
        assert.ok(refused.length <= 6, `${refused.length} were sent with the old token`)
      },
    },
    refreshesOnce('401', 401),
    refreshesOnce('419', 419),
    refreshesOnce('403', 403),
    {
      title: 'takes a second 403, after the refresh, for an answer',
      needs: ['async-credentials'],
      async run(stage) {
        stage.authorization.failAlways(status(403))
        const source = refreshingToken()
        const client = stage.client({ echo: own(stage, { auth: {}, bearerToken: source.bearerToken }) })
        const channel = client.echo.private(stage.room())
        await until(() => channel.state.status == 'failed', { what: 'the refusal' })
        assert.equal(channel.state.error?.status, 403)
        assert.equal(source.fetched, 1)
        assert.equal(stage.authorization.requests.length, 2)
      },
    },
    {
      title: 'tries a failed channel again when it is told to',
      needs: ['channel-state'],
      async run(stage) {
        stage.authorization.failAlways(status(403))
        const client = stage.client({ echo: own(stage) })
        const channel = client.echo.private(stage.room())
        await until(() => channel.state.status == 'failed', { what: 'the refusal' })
        stage.authorization.failAlways()
        channel.resubscribe()
        await client.subscribed(channel.name)
        assert.equal(channel.state.error, null)
      },
    },
    {
      title: 'sends the CSRF token of the page as it is now: after a 419, the new one',
      needs: ['async-credentials'],
      async run(stage) {
        const { authorization } = stage
        const cookies = { 'XSRF-TOKEN': 'old==' }
        const page = createPage(new URL(authorization.endpoint).origin, cookies)
        authorization.failNext((request, response) => {
          cookies['XSRF-TOKEN'] = 'new=='
          status(419)(request, response)
        })
        const client = stage.client({ echo: own(stage), platform: { page } })
        await client.subscribed(client.echo.private(stage.room()).name)
        const tokens = authorization.requests.map(({ headers }) => headers['x-xsrf-token'])
        assert.deepEqual(tokens, ['old==', 'new=='])
      },
    },
    {
      title: 'keeps the page’s CSRF token from another origin',
      async run(stage) {
        const page = createPage('http://elsewhere.test', { 'XSRF-TOKEN': 'secret' })
        const client = stage.client({ echo: own(stage), platform: { page } })
        await client.subscribed(client.echo.private(stage.room()).name)
        const [request] = stage.authorization.requests
        assert.equal(request?.headers['x-xsrf-token'], undefined)
        assert.equal(request?.headers['x-csrf-token'], undefined)
        assert.equal(request?.headers.accept, 'application/json')
      },
    },
    {
      title: 'reads headers and params at each request: a changed, a deleted and a replaced one count',
      needs: ['async-credentials'],
      async run(stage) {
        const { authorization } = stage
        const headers: Record<string, string> = { ...bearer, 'X-Tenant': 'one' }
        const auth: NonNullable<EchoOptions['auth']> = { headers, params: { tenant: 1 } }
        const client = stage.client({ echo: own(stage, { auth }) })
        const subscribe = () => client.subscribed(client.echo.private(stage.room()).name)
        await subscribe()
        headers['X-Tenant'] = 'two'
        await subscribe()
        delete headers['X-Tenant']
        auth.params = async () => ({ tenant: 4 })
        await subscribe()
        auth.headers = () => ({ ...bearer, 'X-Tenant': 'four' })
        await subscribe()
        assert.deepEqual(
          authorization.requests.map(({ headers, fields }) => [headers['x-tenant'], fields.tenant]),
          [
            ['one', '1'],
            ['two', '1'],
            [undefined, '4'],
            ['four', '4'],
          ],
        )
      },
    },
    {
      title: 'shares no credentials with another client beside it',
      async run(stage) {
        const { authorization } = stage
        const clients = ['ada', 'grace'].map((bearerToken) =>
          stage.client({ echo: own(stage, { auth: {}, bearerToken }) }),
        )
        const nobody = stage.client({ echo: own(stage, { auth: {} }) })
        for (const client of clients) await client.subscribed(client.echo.private(stage.room()).name)
        const refused = nobody.echo.private(stage.room())
        await until(() => refused.state.status == 'failed', { what: 'the refusal' })
        assert.deepEqual(
          authorization.requests.map(({ headers }) => headers.authorization),
          ['Bearer ada', 'Bearer grace', undefined],
        )
      },
    },
    failsClearly('401 and there is nothing to refresh', status(401), { status: 401, words: /401/ }),
    failsClearly('404', status(404), { status: 404, words: /404/ }),
    failsClearly('422', status(422), { status: 422, words: /422/ }),
    failsClearly('a web page', htmlPage, { status: 401, words: /page/i }),
    failsClearly('a redirect to the login page', redirectToLogin, { status: 401, words: /page/i }),
    failsClearly('nothing (200)', empty, { status: 200, words: /holds no/ }),
    failsClearly('garbage (200)', garbage, { status: 200, words: /holds no/ }),
    failsClearly('JSON that is no authorization', other({ ok: true }), { status: 200, words: /holds no/ }),
  ],
}
