import assert from 'node:assert/strict'
import { signAuthorization } from '../../support/pusher-api.js'
import { createManualClock } from '../../support/manual-clock.js'
import { until } from '../../support/until.js'
import type { Behaviour, Theme } from '../behaviour.js'
import type { Client } from '../client.js'
import type { Stage } from '../stage.js'
import { createSignals } from '../support/signals.js'

type Way = 'proxy' | 'meddler'

/** A client on a channel of each kind, and what it hears. */
export async function settled(
  stage: Stage,
  through: Way | 'server',
): Promise<{ client: Client; names: string[]; heard: string[] }> {
  const client = stage.client({ through })
  const heard: string[] = []
  const { echo } = client
  const channels = [echo.channel(stage.room()), echo.private(stage.room()), echo.join(stage.room())]
  for (const channel of channels) {
    channel
      .subscribed(() => heard.push('subscribed'))
      .listen('.said', (data: { n: number }) => heard.push(`said ${data.n}`))
  }
  const names = channels.map(({ name }) => name)
  await client.subscribed(...names)
  return { client, names, heard }
}

/** Ends the connection in some way, and has everything again afterwards, once. */
const comesBack = (how: string, through: Way, end: (stage: Stage) => void): Behaviour => ({
  title: `comes back after ${how}, with its subscriptions and listeners, each once`,
  needs: [through == 'proxy' ? 'tcp-faults' : 'close-codes', 'watched-frames'],
  async run(stage) {
    const { client, names, heard } = await settled(stage, through)
    const before = await client.connected()
    end(stage)
    await client.connected(before)
    await client.subscribed(...names)
    for (const name of names) await stage.publish(name, 'said', { n: 1 })
    await client.caughtUp()
    assert.deepEqual(heard, [...Array<string>(6).fill('subscribed'), ...Array<string>(3).fill('said 1')])
    for (const name of names) assert.equal(client.sent('pusher:subscribe', name).length, 2)
  },
})

export const reconnecting: Theme = {
  name: 'reconnecting',
  behaviours: [
    comesBack('a reset of its connection', 'proxy', ({ proxy }) => proxy.cut()),
    comesBack('an end of its connection without a word', 'proxy', ({ proxy }) => proxy.fin()),
    comesBack('a close with 1000 by the server', 'meddler', ({ meddler }) => meddler.close(1000)),
    comesBack('a close with 1012 (restart) by the server', 'meddler', ({ meddler }) => meddler.close(1012)),
    comesBack('a close with 4100 by the server', 'meddler', ({ meddler }) => meddler.close(4100)),
    comesBack('a close with 4200 by the server', 'meddler', ({ meddler }) => meddler.close(4200)),
    {
      title: 'subscribes on the next connection to what was joined while there was none',
      needs: ['tcp-faults'],
      async run(stage) {
        const client = stage.client({ through: 'proxy' })
        await client.subscribed(client.echo.channel(stage.room()).name)
        const before = await client.connected()
        await stage.proxy.refuse(true)
        stage.proxy.cut()
        await until(() => client.echo.connection.get().status == 'waiting', { what: 'waiting' })
        const heard: unknown[] = []
        const channel = client.echo.private(stage.room()).listen('.said', (data: unknown) => heard.push(data))
        assert.equal(channel.state.status, 'subscribing')
        await stage.proxy.restore()
        await client.connected(before)
        await client.subscribed(channel.name)
        await stage.publish(channel.name, 'said', { n: 1 })
        await client.caughtUp()
        assert.deepEqual(heard, [{ n: 1 }])
      },
    },
    {
      title: 'throws away an authorization that was asked for on a connection that is gone',
      needs: ['client-authorization', 'signed-authorization', 'watched-frames'],
      async run(stage) {
        const { authorization, meddler, server } = stage
        const client = stage.client({ through: 'meddler', echo: { authEndpoint: authorization.endpoint } })
        const before = await client.connected()
        const release = authorization.hold()
        const { name } = client.echo.private(stage.room())
        await until(() => authorization.requests.length == 1, { what: 'the first request' })
        meddler.close(4200)
        const socketId = await client.connected(before)
        await until(() => authorization.requests.length == 2, { what: 'the second request' })
        release()
        await client.subscribed(name)
        await client.caughtUp()
        assert.deepEqual(
          client.sent('pusher:subscribe', name).map(({ data }) => data),
          [{ channel: name, ...signAuthorization(server, { socketId, channel: name }) }],
        )
        assert.deepEqual(client.errors, [])
      },
    },
    {
      title: 'tries at once when the network is back, instead of waiting for its turn',
      needs: ['tcp-faults', 'given-clock', 'own-backoff'],
      async run(stage) {
        await stage.proxy.refuse(true)
        const clock = createManualClock()
        const signals = createSignals()
        const client = stage.client({ through: 'proxy', clock, platform: { signals } })
        await until(() => client.echo.connection.get().status == 'waiting', { what: 'waiting' })
        await stage.proxy.restore()
        signals.tell('online')
        await client.connected()
      },
    },
    {
      title: 'comes back when the page is taken out of the back/forward cache, and not before',
      needs: ['given-clock', 'given-sockets'],
      async run(stage) {
        const signals = createSignals()
        const clock = createManualClock()
        const client = stage.client({ clock, platform: { signals } })
        const { name } = client.echo.private(stage.room())
        await client.subscribed(name)
        const before = await client.connected()
        signals.tell('frozen')
        assert.equal(client.echo.connection.get().status, 'waiting')
        await clock.advanceAsync(60_000)
        assert.equal(client.watched.sockets.length, 1)
        signals.tell('thawed')
        await client.connected(before)
        await client.subscribed(name)
      },
    },
  ],
}
