import assert from 'node:assert/strict'
import { status } from '../../support/authorization-faults.js'
import { createManualClock } from '../../support/manual-clock.js'
import { until } from '../../support/until.js'
import type { Theme } from '../behaviour.js'

export const leavingWhilePending: Theme = {
  name: 'leaving what is not subscribed yet',
  needs: ['client-authorization', 'watched-frames'],
  behaviours: [
    {
      title: 'subscribes once where a channel is left and joined again while it waits for its authorization',
      async run(stage) {
        const { authorization } = stage
        const release = authorization.hold()
        const client = stage.client({ echo: { authEndpoint: authorization.endpoint, leaveGrace: 0 } })
        const room = stage.room()
        const told: string[] = []
        client.echo
          .private(room)
          .subscribed(() => told.push('left'))
          .listen('.said', () => told.push('left said'))
        await until(() => authorization.requests.length > 0, { what: 'the request' })
        client.echo.leave(room)
        const channel = client.echo.private(room)
        channel.subscribed(() => told.push('subscribed')).listen('.said', () => told.push('said'))
        release()
        await client.subscribed(channel.name)
        await stage.publish(channel.name, 'said', {})
        await client.caughtUp()
        assert.deepEqual(told, ['subscribed', 'said'])
        assert.equal(client.sent('pusher:subscribe', channel.name).length, 1)
      },
    },
    {
      title: 'never subscribes to a channel that was left while it waited for its authorization',
      async run(stage) {
        const { authorization } = stage
        const release = authorization.hold()
        const client = stage.client({ echo: { authEndpoint: authorization.endpoint, leaveGrace: 0 } })
        const room = stage.room()
        client.echo.private(room)
        await until(() => authorization.requests.length > 0, { what: 'the request' })
        client.echo.leave(room)
        release()
        await until(() => client.watched.requests.open == 0, { what: 'the answer' })
        await client.caughtUp()
        assert.equal(client.sent('pusher:subscribe', `private-${room}`).length, 0)
      },
    },
    {
      title: 'does not take the late confirmation of a subscription that was left for that of the next one',
      needs: ['pusher-frames', 'announced-subscriptions'],
      async run(stage) {
        const { authorization, meddler } = stage
        const confirmations: string[] = []
        meddler.swallow((frame) => frame.includes('subscription_succeeded') && confirmations.push(frame) > 0)
        const echo = { authEndpoint: authorization.endpoint, leaveGrace: 0 }
        const client = stage.client({ through: 'meddler', echo })
        const room = stage.room()
        client.echo.private(room)
        await until(() => confirmations.length > 0, { what: 'the first confirmation' })
        const release = authorization.hold()
        client.echo.leave(room)
        let told = 0
        const channel = client.echo.private(room).subscribed(() => told++)
        await until(() => authorization.requests.length == 2, { what: 'the second request' })
        meddler.swallow()
        meddler.inject(confirmations[0] ?? '')
        await client.caughtUp()
        assert.equal(channel.state.status, 'subscribing')
        release()
        await client.subscribed(channel.name)
        await client.caughtUp()
        assert.equal(told, 1)
      },
    },
    {
      title: 'stops trying for a channel that was left',
      async run(stage) {
        const { authorization } = stage
        authorization.failNext(status(503))
        const clock = createManualClock()
        const client = stage.client({ clock, echo: { authEndpoint: authorization.endpoint, leaveGrace: 0 } })
        const channel = client.echo.private(stage.room())
        await until(() => channel.state.error, { what: 'the failure' })
        const before = clock.timers
        client.echo.leaveChannel(channel.name)
        assert.equal(clock.timers, before - 1)
        await clock.advanceAsync(25_000)
        assert.equal(client.watched.requests.made, 1)
      },
    },
  ],
}
