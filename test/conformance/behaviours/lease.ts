import assert from 'node:assert/strict'
import { createManualClock } from '../../support/manual-clock.js'
import { until } from '../../support/until.js'
import type { Theme } from '../behaviour.js'

export const leasing: Theme = {
  name: 'leases of stores and hooks',
  needs: ['leases', 'watched-frames'],
  behaviours: [
    {
      title: 'subscribes once for all who hold a channel, and each hears it',
      async run(stage) {
        const client = stage.client()
        const name = `private-${stage.room()}`
        const heard: string[] = []
        const leases = ['one', 'two'].map((holder) => {
          const lease = client.echo.lease(name)
          lease.channel.listen('.said', () => heard.push(holder))
          return lease
        })
        client.echo.private(name.slice('private-'.length)).listen('.said', () => heard.push('channel'))
        await client.subscribed(name)
        await stage.publish(name, 'said', {})
        await client.caughtUp()
        assert.deepEqual(heard.sort(), ['channel', 'one', 'two'])
        assert.equal(client.sent('pusher:subscribe', name).length, 1)
        for (const { release } of leases) release()
      },
    },
    {
      title: 'keeps a leased channel when the application leaves it, and only the lease hears it then',
      async run(stage) {
        const client = stage.client({ echo: { leaveGrace: 0 } })
        const { echo } = client
        const { name } = echo.channel(stage.room())
        const heard: string[] = []
        const lease = echo.lease(name)
        lease.channel.listen('.said', () => heard.push('lease'))
        echo.channel(name).listen('.said', () => heard.push('channel'))
        await client.subscribed(name)
        echo.leave(name)
        await stage.publish(name, 'said', {})
        await client.caughtUp()
        assert.deepEqual(heard, ['lease'])
        assert.equal(client.sent('pusher:unsubscribe').length, 0)
        lease.release()
        await until(() => client.sent('pusher:unsubscribe', name).length == 1, { what: 'the unsubscription' })
      },
    },
    {
      title: 'costs no traffic to release a lease and take another within its grace',
      needs: ['presence-channels', 'given-clock'],
      async run(stage) {
        const clock = createManualClock()
        const client = stage.client({ clock })
        const { echo } = client
        const name = `presence-${stage.room()}`
        const about = () => client.frames.filter(({ channel }) => channel == name).map(({ event }) => event)
        const first = echo.lease(name, 2_000)
        await until(() => first.channel.state.status == 'subscribed', { what: 'the subscription' })
        const before = about()
        first.release()
        await clock.advanceAsync(1_999)
        const second = echo.lease(name, 2_000)
        assert.equal(second.channel.state.status, 'subscribed')
        assert.equal(second.channel.membership?.members.size, 1)
        await clock.advanceAsync(3_000)
        assert.deepEqual(about(), before)
        second.release()
        await clock.advanceAsync(2_000)
        assert.deepEqual(about(), [...before, 'pusher:unsubscribe'])
      },
    },
  ],
}
