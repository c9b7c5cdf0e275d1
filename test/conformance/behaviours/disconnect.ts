import assert from 'node:assert/strict'
import type { ConnectionStatus } from '@resound/echo/core'
import { until } from '../../support/until.js'
import { silence, status } from '../../support/authorization-faults.js'
import type { Behaviour, Theme } from '../behaviour.js'
import type { Client } from '../client.js'
import { settled } from './reconnect.js'

/** The stage looks for timers, requests and sockets behind every behaviour; these look at the moment itself. */
function leavesNothing({ echo, watched }: Client): void {
  echo.disconnect()
  assert.equal(watched.timers, 0, 'timers')
  assert.equal(echo.connection.get().status, 'closed')
  assert.equal(echo.connectionStatus(), 'disconnected')
  for (const socket of watched.sockets) assert.ok(socket.readyState >= socket.CLOSING, 'an open socket')
}

/** Whoever hears of a status ends it all there and then. */
const staysClosed = (status: ConnectionStatus): Behaviour => ({
  title: `stays closed when who hears that it is ${status} disconnects`,
  async run(stage) {
    const client = stage.client({ through: 'meddler' })
    const { echo, watched } = client
    const before = await client.connected()
    let said = false
    echo.connection.subscribe(() => {
      if (echo.connection.get().status != status || said) return
      said = true
      echo.disconnect()
    })
    stage.meddler.close(4200)
    await until(() => said, { what: status })
    assert.equal(watched.timers, 0)
    assert.equal(echo.connection.get().status, 'closed')
    assert.equal(echo.connectionStatus(), 'disconnected')
    await until(() => watched.sockets.every((socket) => socket.readyState == socket.CLOSED), { what: 'the end' })
    echo.connect()
    await client.connected(before)
  },
})

export const disconnecting: Theme = {
  name: 'disconnecting',
  needs: ['given-sockets'],
  behaviours: [
    {
      title: 'leaves no timer and no socket behind, and connect() brings channels and listeners back',
      needs: ['prompt-close'],
      async run(stage) {
        const { client, names, heard } = await settled(stage, 'server')
        const before = await client.connected()
        leavesNothing(client)
        await until(() => client.watched.sockets.every((socket) => socket.readyState == socket.CLOSED))
        assert.deepEqual(Object.keys(client.echo.connector.channels), names)
        client.echo.connect()
        await client.connected(before)
        await client.subscribed(...names)
        for (const name of names) await stage.publish(name, 'said', { n: 1 })
        await client.caughtUp()
        assert.deepEqual(heard.slice(6), ['said 1', 'said 1', 'said 1'])
      },
    },
    {
      title: 'leaves nothing behind while it connects',
      async run(stage) {
        const client = stage.client()
        client.echo.private(stage.room())
        leavesNothing(client)
        // What is loaded first has come for others by then.
        await stage.client().connected()
        const { sockets, timers } = client.watched
        assert.ok(sockets.length <= 1, 'a socket after disconnect()')
        assert.equal(timers, 0)
        assert.equal(client.echo.connection.get().status, 'closed')
      },
    },
    {
      title: 'leaves nothing behind while it waits for the next attempt',
      needs: ['tcp-faults'],
      async run(stage) {
        await stage.proxy.refuse(true)
        const client = stage.client({ through: 'proxy' })
        await until(() => client.echo.connection.get().status == 'waiting', { what: 'waiting' })
        leavesNothing(client)
        await stage.proxy.restore()
      },
    },
    {
      title: 'leaves nothing behind while authorizations are under way or wait for their next try',
      needs: ['client-authorization'],
      async run(stage) {
        const { authorization } = stage
        authorization.failNext(status(503))
        authorization.failAlways(silence)
        const client = stage.client({ echo: { authEndpoint: authorization.endpoint }, platform: { random: () => 1 } })
        const failed = client.echo.private(stage.room())
        await until(() => failed.state.error, { what: 'the failure' })
        client.echo.private(stage.room())
        await until(() => authorization.requests.length == 2, { what: 'the second request' })
        leavesNothing(client)
      },
    },
    {
      title: 'leaves nothing behind while a left channel is in its grace',
      needs: ['leave-grace', 'watched-frames', 'prompt-close'],
      async run(stage) {
        const client = stage.client({ echo: { leaveGrace: 60_000 } })
        const { name } = client.echo.channel(stage.room())
        await client.subscribed(name)
        client.echo.leave(name)
        leavesNothing(client)
        client.echo.connect()
        await client.caughtUp()
        assert.equal(client.sent('pusher:subscribe', name).length, 1)
      },
    },
    {
      title: 'ends connected when it is told to disconnect and to connect in one tick',
      async run(stage) {
        const { client, names } = await settled(stage, 'server')
        const before = await client.connected()
        client.echo.disconnect()
        client.echo.connect()
        await client.connected(before)
        await client.subscribed(...names)
        await client.caughtUp()
        const open = client.watched.sockets.filter((socket) => socket.readyState == socket.OPEN)
        assert.equal(open.length, 1)
      },
    },
    {
      title: 'subscribes on connect() to what was joined while it was disconnected',
      needs: ['watched-frames'],
      async run(stage) {
        const client = stage.client()
        await client.connected()
        client.echo.disconnect()
        const { name } = client.echo.private(stage.room())
        const left = client.echo.channel(stage.room()).name
        client.echo.leave(left)
        assert.equal(client.watched.sockets.length, 1)
        client.echo.connect()
        await client.subscribed(name)
        assert.equal(client.sent('pusher:subscribe', left).length, 0)
      },
    },
    {
      title: 'disconnects when it is disposed of',
      needs: ['disposal'],
      async run(stage) {
        const client = stage.client()
        await client.connected()
        client.echo[Symbol.dispose]()
        assert.equal(client.echo.connection.get().status, 'closed')
        assert.equal(client.watched.timers, 0)
      },
    },
    staysClosed('waiting'),
    staysClosed('connecting'),
    staysClosed('connected'),
    {
      title: 'calls nobody after disconnect() returned',
      needs: ['pusher-frames'],
      async run(stage) {
        const client = stage.client({ through: 'meddler' })
        const heard: string[] = []
        const channel = client.echo.channel(stage.room()).listen('.said', () => heard.push('said'))
        channel.listenToAll(() => heard.push('all'))
        await client.subscribed(channel.name)
        const other = stage.client()
        other.echo.channel(channel.name)
        await other.subscribed(channel.name)
        await stage.publish(channel.name, 'said', {})
        await until(() => heard.length == 2, { what: 'the event' })
        stage.meddler.inject(JSON.stringify({ event: 'said', channel: channel.name, data: '{}' }))
        client.echo.disconnect()
        await stage.publish(channel.name, 'said', {})
        await other.caughtUp()
        assert.equal(heard.length, 2)
      },
    },
  ],
}
