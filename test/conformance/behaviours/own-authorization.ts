import assert from 'node:assert/strict'
import type { EchoError, EchoOptions } from '@resound/echo/core'
import { signAuthorization } from '../../support/pusher-api.js'
import { until } from '../../support/until.js'
import type { Behaviour, Theme } from '../behaviour.js'
import type { Need } from '../needs.js'

type Authorize = NonNullable<EchoOptions['authorize']>

/** The channel is told, nothing is thrown, and the rest goes on. */
const isFailure = (what: string, authorize: Authorize, needs: readonly Need[] = []): Behaviour => ({
  title: `takes an authorize() that ${what} for a failure, and tells error()`,
  needs,
  async run(stage) {
    const client = stage.client({ echo: { authorize } })
    const socketId = await client.connected()
    const told: EchoError[] = []
    const { name } = client.echo.private(stage.room()).error((error) => {
      told.push(error)
    })
    await until(() => told.length > 0, { what: 'error()' })
    assert.equal(told[0]?.type, 'AuthError')
    assert.equal(told[0].channel, name)
    assert.equal(client.sent('pusher:subscribe', name).length, 0)
    await client.caughtUp()
    assert.equal(client.echo.socketId(), socketId)
  },
})

const throws = (): never => {
  throw new Error('of the application')
}

export const ownAuthorization: Theme = {
  name: 'authorization in a way of the application’s own',
  needs: ['client-authorization'],
  behaviours: [
    {
      title: 'asks authorize() for each private channel and each connection, with the socket id of that connection',
      needs: ['signed-authorization'],
      async run(stage) {
        const asked: unknown[] = []
        const authorize: Authorize = async (request) => {
          asked.push(request)
          return signAuthorization(stage.server, request)
        }
        const client = stage.client({ through: 'meddler', echo: { authorize } })
        const { name: channel } = client.echo.private(stage.room())
        await client.subscribed(channel)
        const before = await client.connected()
        stage.meddler.close(4200)
        const socketId = await client.connected(before)
        await client.subscribed(channel)
        assert.deepEqual(asked, [
          { channel, socketId: before },
          { channel, socketId },
        ])
      },
    },
    isFailure('rejects', () => Promise.reject(new Error('of the application')), ['described-errors']),
    isFailure('throws', throws, ['described-errors']),
    isFailure('gives nothing', (async () => undefined) as unknown as Authorize),
    isFailure('gives a whole HTTP response', (async () => ({ status: 200, data: {} })) as unknown as Authorize),
    {
      title: 'tells error() where the credentials themselves cannot be had, and tries again',
      needs: ['async-credentials'],
      async run(stage) {
        const { authorization, server } = stage
        let reads = 0
        const headers = async () => {
          if (++reads == 1) throw new Error('of the application')
          return server.headersOf('ada')
        }
        const client = stage.client({ echo: { authEndpoint: authorization.endpoint, auth: { headers } } })
        const told: EchoError[] = []
        const { name } = client.echo.private(stage.room()).error((error) => {
          told.push(error)
        })
        await client.subscribed(name)
        assert.deepEqual(
          told.map(({ type, retryable }) => [type, retryable]),
          [['AuthError', true]],
        )
      },
    },
  ],
}
