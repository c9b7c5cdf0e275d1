import assert from 'node:assert/strict'
import { createManualClock } from '../../support/manual-clock.js'
import { until } from '../../support/until.js'
import type { Behaviour, Theme } from '../behaviour.js'
import { createSignals } from '../support/signals.js'

const quick = { activityTimeout: 150, pongTimeout: 150 }

/** A line that carries nothing any more, and says nothing about it. */
const noticed = (direction: 'both' | 'down' | 'up', words: string): Behaviour => ({
  title: `notices a line that is open and ${words}, and makes another`,
  needs: ['tcp-faults', 'client-heartbeat'],
  async run(stage) {
    const { proxy } = stage
    const client = stage.client({ through: 'proxy', ...quick })
    const heard: unknown[] = []
    const channel = client.echo.private(stage.room()).listen('.said', (data: unknown) => heard.push(data))
    await client.subscribed(channel.name)
    const before = await client.connected()
    proxy.halfOpen(true, direction)
    await until(() => client.echo.connection.get().status != 'connected', { what: 'the verdict' })
    proxy.halfOpen(false)
    await client.connected(before)
    await client.subscribed(channel.name)
    await stage.publish(channel.name, 'said', { n: 1 })
    await client.caughtUp()
    assert.deepEqual(heard, [{ n: 1 }])
  },
})

export const halfOpen: Theme = {
  name: 'half-open sockets',
  behaviours: [
    noticed('both', 'carries nothing'),
    noticed('down', 'carries nothing to us'),
    noticed('up', 'carries nothing to the server'),
    {
      title: 'keeps a line that is silent but answers',
      needs: ['client-heartbeat', 'pusher-frames', 'given-sockets'],
      async run(stage) {
        const client = stage.client({ activityTimeout: 50, pongTimeout: 2_000 })
        const socketId = await client.connected()
        const pongs = () => client.frames.filter(({ event }) => event == 'pusher:pong')
        await until(() => pongs().length >= 3, { what: 'three answers' })
        assert.equal(client.echo.socketId(), socketId)
        assert.equal(client.watched.sockets.length, 1)
      },
    },
    {
      title: 'answers the server’s ping',
      needs: ['pusher-frames'],
      async run(stage) {
        const client = stage.client({ through: 'meddler' })
        await client.connected()
        stage.meddler.inject('{"event":"pusher:ping","data":{}}')
        await until(() => client.sent('pusher:pong').length == 1, { what: 'the pong' })
        await client.caughtUp()
        assert.deepEqual(client.errors, [])
      },
    },
    {
      title: 'asks within seconds whether the line lives when the page wakes up',
      needs: ['tcp-faults', 'given-clock', 'wake-probe'],
      async run(stage) {
        const { proxy } = stage
        const clock = createManualClock()
        const signals = createSignals()
        const client = stage.client({ through: 'proxy', clock, platform: { signals } })
        const before = await client.connected()
        await clock.advanceAsync(5_000)
        proxy.halfOpen(true)
        signals.tell('shown')
        await clock.advanceAsync(5_000)
        assert.notEqual(client.echo.connection.get().status, 'connected')
        proxy.halfOpen(false)
        await clock.advanceAsync(1_000)
        await client.connected(before)
      },
    },
    {
      title: 'keeps a line that answers when the page wakes up',
      needs: ['given-clock', 'wake-probe'],
      async run(stage) {
        const clock = createManualClock()
        const signals = createSignals()
        const client = stage.client({ clock, platform: { signals } })
        const channel = client.echo.channel(stage.room())
        const before = await client.connected()
        await client.subscribed(channel.name)
        for (const at of [1, 2, 3]) {
          await clock.advanceAsync(2_000)
          signals.tell('shown')
          // Whatever was asked was answered, since this is.
          await client.caughtUp()
          await clock.advanceAsync(5_000)
          assert.equal(client.echo.connection.get().status, 'connected', `after ${at}`)
        }
        assert.equal(await client.connected(), before)
      },
    },
  ],
}
