import assert from 'node:assert/strict'
import type { EchoError, EchoOptions } from '@resound/echo/core'
import { createManualClock } from '../../support/manual-clock.js'
import { signAuthorization } from '../../support/pusher-api.js'
import { until } from '../../support/until.js'
import type { Behaviour, Theme } from '../behaviour.js'
import type { Stage } from '../stage.js'

type Kind = 'channel' | 'private' | 'join'

/** Subscribes, and hears what is published afterwards. */
async function hears(stage: Stage, kind: Kind): Promise<void> {
  const client = stage.client()
  const heard: unknown[] = []
  let told = 0
  const channel = client.echo[kind](stage.room())
    .subscribed(() => told++)
    .listen('.order.shipped', (data: unknown) => heard.push(data))
  await client.subscribed(channel.name)
  await stage.publish(channel.name, 'order.shipped', { id: 7 })
  await client.caughtUp()
  assert.deepEqual(heard, [{ id: 7 }])
  assert.equal(told, 1)
}

/** Where this fails nothing else is worth trying. */
export const hearsPrivateChannel: Behaviour = {
  title: 'subscribes to a private channel and hears it',
  run: (stage) => hears(stage, 'private'),
}

export const subscribing: Theme = {
  name: 'subscribing',
  behaviours: [
    { title: 'subscribes to a public channel and hears it', run: (stage) => hears(stage, 'channel') },
    hearsPrivateChannel,
    {
      title: 'subscribes to a presence channel and hears it',
      needs: ['presence-channels'],
      run: (stage) => hears(stage, 'join'),
    },
    {
      title: 'tells the error() of a channel that is refused (403), and harms nothing else',
      needs: ['refusals'],
      async run(stage) {
        const client = stage.client()
        const { echo } = client
        const held = echo.private(stage.room())
        await client.subscribed(held.name)
        const socketId = echo.socketId()
        const told: EchoError[] = []
        const refused = echo.private(stage.room('forbidden').replace('room', 'forbidden')).error((error) => {
          told.push(error)
        })
        await until(() => told.length > 0, { what: 'error()' })
        assert.equal(told[0]?.type, 'AuthError')
        assert.equal(told[0].status, 403)
        assert.equal(refused.state.status, 'failed')
        const other = echo.channel(stage.room())
        await client.subscribed(held.name, other.name)
        assert.equal(echo.socketId(), socketId)
        assert.equal(told.length, 1)
      },
    },
    {
      title: 'lets a channel with a bad signature fail alone, and knows which one it was',
      needs: ['signed-authorization'],
      async run(stage) {
        const { server } = stage
        const bad = `private-${stage.room('bad')}`
        const client = stage.client({
          echo: {
            authorize: async (request) => {
              const secret = request.channel == bad ? 'not the secret' : server.secret
              return signAuthorization({ ...server, secret }, request)
            },
          },
        })
        const { echo } = client
        const rooms = ['b', 'c'].map((label) => echo.private(stage.room(label)).name)
        const refused: EchoError[] = []
        echo.private(bad.slice('private-'.length)).error((error) => {
          refused.push(error)
        })
        rooms.push(echo.private(stage.room('d')).name, echo.channel(stage.room('e')).name)
        const socketId = await client.connected()
        await until(() => refused.length > 0, { what: 'error()' })
        // By a status, or by the code of a protocol.
        assert.match(String(refused[0]?.kind), /^(authorization|subscription)$/)
        assert.equal(refused[0]?.channel, bad)
        await client.subscribed(...rooms)
        await client.caughtUp()
        assert.equal(echo.socketId(), socketId)
        assert.equal(refused.length, 1)
      },
    },
    {
      title: 'does not take the refusal of a private channel for that of a public one that still waits',
      needs: ['signed-authorization', 'pusher-frames'],
      async run(stage) {
        const { meddler, server } = stage
        meddler.swallow((frame) => frame.includes('subscription_succeeded'))
        const authorize: EchoOptions['authorize'] = async (request) =>
          signAuthorization({ ...server, secret: 'not the secret' }, request)
        const client = stage.client({ through: 'meddler', echo: { authorize } })
        const open = client.echo.channel(stage.room())
        await until(() => client.sent('pusher:subscribe', open.name).length > 0, { what: 'the first question' })
        const bad = client.echo.private(stage.room())
        await until(() => bad.state.status == 'failed', { what: 'the refusal' })
        assert.equal(open.state.status, 'subscribing')
      },
    },
    {
      title: 'tells late subscribed() and error() the present state at once',
      needs: ['refusals'],
      async run(stage) {
        const { echo, ...client } = stage.client()
        const held = echo.channel(stage.room())
        const refused = echo.private(stage.room().replace('room', 'forbidden'))
        await client.subscribed(held.name)
        await until(() => refused.state.status == 'failed', { what: 'the refusal' })
        const told: unknown[] = []
        held.subscribed(() => told.push('subscribed'))
        refused.error(({ status }) => told.push(status))
        await Promise.resolve()
        assert.deepEqual(told, ['subscribed', 403])
      },
    },
    {
      title: 'asks again where a confirmation does not come, and makes a new link after the third time',
      needs: ['pusher-frames', 'given-clock', 'given-sockets'],
      async run(stage) {
        const { meddler } = stage
        meddler.swallow((frame) => frame.includes('subscription_succeeded'))
        const clock = createManualClock()
        const client = stage.client({ through: 'meddler', clock })
        const { name } = client.echo.channel(stage.room())
        const asked = (times: number) =>
          until(() => client.sent('pusher:subscribe', name).length == times, { what: `question ${times}` })
        await asked(1)
        await clock.advanceAsync(5_000)
        await asked(2)
        await clock.advanceAsync(5_000)
        await asked(3)
        assert.equal(client.watched.sockets.length, 1)
        await clock.advanceAsync(5_000)
        meddler.swallow()
        await clock.advanceAsync(1_000)
        await client.subscribed(name)
        assert.equal(client.watched.sockets.length, 2)
      },
    },
    {
      title: 'takes any name for a channel, also those that objects have',
      needs: ['any-names'],
      async run(stage) {
        const client = stage.client()
        const heard: string[] = []
        const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
        for (const name of names) client.echo.channel(name).listen('.said', () => heard.push(name))
        await client.subscribed(...names)
        for (const name of names) await stage.publish(name, 'said', {})
        await client.caughtUp()
        assert.deepEqual(heard, names)
        for (const name of names) client.echo.leave(name)
        assert.deepEqual(
          Object.keys(client.echo.connector.channels).filter((name) => names.includes(name)),
          [],
        )
      },
    },
    {
      title: 'reaches a channel by a name that carries its prefix, where the server refuses to have it prefixed again',
      needs: ['client-authorization', 'presence-channels', 'prefixed-names'],
      async run(stage) {
        const client = stage.client({ echo: { authEndpoint: stage.authorization.endpoint } })
        const name = `presence-${stage.room()}`
        const channel = client.echo.join(name)
        await client.subscribed(name)
        assert.equal(channel.name, name)
        assert.deepEqual(stage.authorization.requests.at(-1)?.channels, [name])
        assert.equal(client.echo.join(name), channel)
        client.echo.leave(name)
        assert.equal(Object.hasOwn(client.echo.connector.channels, name), false)
      },
    },
  ],
}
