import assert from 'node:assert/strict'
import { status } from '../../support/authorization-faults.js'
import { until } from '../../support/until.js'
import type { Theme } from '../behaviour.js'
import type { Client } from '../client.js'

const unsubscribed = (client: Client, channel: string) =>
  until(() => client.sent('pusher:unsubscribe', channel).length > 0, { what: 'the unsubscription' })

const traffic = ({ frames }: Client, about: string) => frames.filter(({ channel }) => channel == about)

export const leaving: Theme = {
  name: 'leaving',
  behaviours: [
    {
      title: 'costs no traffic to leave and come back within the grace, and only the new listener hears',
      needs: ['leave-grace'],
      async run(stage) {
        const client = stage.client({ echo: { leaveGrace: 60_000 } })
        const { echo } = client
        const room = stage.room()
        const heard: string[] = []
        const left = echo.private(room).listen('.said', () => heard.push('left'))
        const { name } = left
        await client.subscribed(name)
        await client.caughtUp()
        const before = traffic(client, name).length
        echo.leave(room)
        const back = echo.private(room).listen('.said', () => heard.push('back'))
        let told = 0
        back.subscribed(() => told++)
        await client.caughtUp()
        assert.notEqual(back, left)
        assert.equal(told, 1)
        assert.equal(traffic(client, name).length, before)
        await stage.publish(name, 'said', {})
        await client.caughtUp()
        assert.deepEqual(heard, ['back'])
      },
    },
    {
      title: 'delivers nothing after leaving, also while the grace lasts',
      needs: ['presence-channels', 'whispers', 'watched-frames', 'leave-grace'],
      async run(stage) {
        const client = stage.client({ echo: { leaveGrace: 60_000 } })
        const heard: string[] = []
        const channel = client.echo.join(stage.room()).listen('.said', () => heard.push('said'))
        channel
          .listenToAll(() => heard.push('all'))
          .listenForWhisper('typing', () => heard.push('whisper'))
          .joining(() => heard.push('joining'))
        await client.subscribed(channel.name)
        client.echo.leaveChannel(channel.name)
        const other = stage.client({ user: 'grace' })
        other.echo.join(channel.name.slice('presence-'.length)).whisper('typing', {})
        await other.subscribed(channel.name)
        await stage.publish(channel.name, 'said', {})
        await client.caughtUp()
        assert.ok(traffic(client, channel.name).some(({ event }) => event == 'said'))
        assert.deepEqual(heard, [])
      },
    },
    {
      title: 'delivers nothing after leaving, not even to the next listener of the same event',
      async run(stage) {
        const client = stage.client()
        const heard: string[] = []
        const channel = client.echo.channel(stage.room())
        const listener = (name: string) => (): void => {
          heard.push(name)
          client.echo.leave(channel.name)
        }
        channel.listenToAll(listener('all')).listen('.said', listener('first')).listen('.said', listener('second'))
        await client.subscribed(channel.name)
        await stage.publish(channel.name, 'said', {})
        await client.caughtUp()
        assert.deepEqual(heard, ['all'])
      },
    },
    {
      title: 'unsubscribes when the grace is over',
      needs: ['watched-frames'],
      async run(stage) {
        const client = stage.client({ echo: { leaveGrace: 1 } })
        const channel = client.echo.channel(stage.room())
        await client.subscribed(channel.name)
        client.echo.leave(channel.name)
        await unsubscribed(client, channel.name)
        await client.caughtUp()
        const before = traffic(client, channel.name).length
        await stage.publish(channel.name, 'said', {})
        await client.caughtUp()
        assert.equal(traffic(client, channel.name).length, before)
      },
    },
    {
      title: 'ends subscribed when a channel is left and joined in the same tick, even without a grace',
      needs: ['presence-channels'],
      async run(stage) {
        const client = stage.client({ echo: { leaveGrace: 0 } })
        const room = stage.room()
        client.echo.join(room)
        const name = `presence-${room}`
        await client.subscribed(name)
        const heard: unknown[] = []
        client.echo.leave(room)
        client.echo.join(room).listen('.said', (data: unknown) => heard.push(data))
        await client.subscribed(name)
        await client.caughtUp()
        await client.subscribed(name)
        await stage.publish(name, 'said', { id: 1 })
        await client.caughtUp()
        assert.deepEqual(heard, [{ id: 1 }])
      },
    },
    {
      title: 'does not bring a left channel back after a reconnect',
      needs: ['watched-frames'],
      async run(stage) {
        const client = stage.client({ through: 'meddler', echo: { leaveGrace: 60_000 } })
        const [left, held] = [client.echo.channel(stage.room()), client.echo.channel(stage.room())]
        const before = await client.connected()
        await client.subscribed(left.name, held.name)
        client.echo.leave(left.name)
        stage.meddler.close(4200)
        await client.connected(before)
        await client.subscribed(held.name)
        await client.caughtUp()
        assert.equal(client.sent('pusher:subscribe', left.name).length, 1)
        assert.equal(client.sent('pusher:subscribe', held.name).length, 2)
      },
    },
    {
      title: 'leaves every kind of channel of a name, one by its full name, or all',
      needs: ['presence-channels', 'prefixed-names'],
      async run(stage) {
        const { echo, ...client } = stage.client()
        const room = stage.room()
        const join = async (): Promise<void> => {
          echo.channel(room)
          echo.private(room)
          echo.join(room)
          await client.subscribed()
        }
        const names = (): string[] => Object.keys(echo.connector.channels)
        await join()
        echo.leave(room)
        assert.deepEqual(names(), [])
        await join()
        echo.leaveChannel(`private-${room}`)
        assert.deepEqual(names(), [room, `presence-${room}`])
        echo.leaveChannel('never joined')
        echo.leaveAllChannels()
        assert.deepEqual(names(), [])
        echo.private(room)
        echo.leaveChannel(room)
        assert.deepEqual(names(), [`private-${room}`])
      },
    },
    {
      title: 'tries a refused channel again when it is left and joined again',
      needs: ['client-authorization'],
      async run(stage) {
        const { authorization } = stage
        authorization.failNext(status(403))
        const client = stage.client({ echo: { authEndpoint: authorization.endpoint } })
        const room = stage.room()
        const refused = client.echo.private(room)
        await until(() => refused.state.status == 'failed', { what: 'the refusal' })
        client.echo.leave(room)
        await client.subscribed(client.echo.private(room).name)
      },
    },
    {
      title: 'does not bring a left channel back by a call on it',
      needs: ['watched-frames'],
      async run(stage) {
        const client = stage.client({ echo: { leaveGrace: 0 } })
        const channel = client.echo.channel(stage.room())
        await client.subscribed(channel.name)
        client.echo.leave(channel.name)
        const heard: string[] = []
        channel
          .listen('.said', () => heard.push('said'))
          .stopListening('.said')
          .subscribed(() => heard.push('subscribed'))
        await client.caughtUp()
        await stage.publish(channel.name, 'said', {})
        await client.caughtUp()
        assert.deepEqual(heard, [])
        assert.equal(client.sent('pusher:subscribe', channel.name).length, 1)
      },
    },
  ],
}
