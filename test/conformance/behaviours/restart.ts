import assert from 'node:assert/strict'
import type { Theme } from '../behaviour.js'
import { settled } from './reconnect.js'

export const restarting: Theme = {
  name: 'a restart of the server',
  behaviours: [
    {
      title: 'comes back when the server was restarted on its port, and hears what is published then',
      needs: ['restart'],
      async run(stage) {
        const { client, names, heard } = await settled(stage, 'server')
        const before = await client.connected()
        await stage.server.restart?.()
        await client.connected(before)
        await client.subscribed(...names)
        for (const name of names) await stage.publish(name, 'said', { n: 1 })
        await client.caughtUp()
        assert.deepEqual(heard.slice(6), ['said 1', 'said 1', 'said 1'])
        assert.equal(client.echo.connection.get().error, null)
      },
    },
    {
      title: 'sees everybody who came back too on a presence channel, and has nobody flap who was there all along',
      needs: ['restart', 'presence-channels', 'steady-members'],
      async run(stage) {
        const room = stage.room()
        const ada = stage.client({ member: { id: 1, info: 'Ada' } })
        const grace = stage.client({ member: { id: 2, info: 'Grace' } })
        let here: unknown[] = []
        const channel = ada.echo.join(room).here((members: unknown[]) => (here = members))
        await ada.subscribed(channel.name)
        channel.joining((who: unknown) => here.push(who)).leaving((who: unknown) => here.splice(here.indexOf(who), 1))
        grace.echo.join(room)
        await grace.subscribed(channel.name)
        await ada.caughtUp()
        assert.deepEqual(here, ['Ada', 'Grace'])
        await ada.subscribed(channel.name)
        await grace.subscribed(channel.name)
        const before = [await ada.connected(), await grace.connected()] as const
        await stage.server.restart?.()
        await ada.connected(before[0])
        await grace.connected(before[1])
        await ada.subscribed(channel.name)
        await grace.subscribed(channel.name)
        await ada.caughtUp()
        assert.deepEqual(here.sort(), ['Ada', 'Grace'])
      },
    },
  ],
}
