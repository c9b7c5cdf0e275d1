import assert from 'node:assert/strict'
import type { Theme } from '../behaviour.js'

export const toOthers: Theme = {
  name: 'to others',
  needs: ['socket-id'],
  behaviours: [
    {
      title: 'is left out of an event that is published with its socket id, and the others are not',
      async run(stage) {
        const room = stage.room()
        const clients = [stage.client({ user: 'ada' }), stage.client({ user: 'grace' })] as const
        const heard: string[] = []
        for (const [index, { echo }] of clients.entries())
          echo.private(room).listen('.said', () => heard.push(index === 0 ? 'ada' : 'grace'))
        for (const client of clients) await client.subscribed(`private-${room}`)
        await stage.publish(`private-${room}`, 'said', {}, { socketId: clients[0].echo.socketId() })
        for (const client of clients) await client.caughtUp()
        assert.deepEqual(heard, ['grace'])
      },
    },
    {
      title: 'tells its new socket id after a reconnect, so that it is left out again',
      needs: ['fresh-socket-ids'],
      async run(stage) {
        const client = stage.client({ through: 'meddler' })
        const channel = client.echo.channel(stage.room())
        const heard: string[] = []
        channel.listen('.said', (data: { by: string }) => heard.push(data.by))
        await client.subscribed(channel.name)
        const before = await client.connected()
        stage.meddler.close(4200)
        const socketId = await client.connected(before)
        await client.subscribed(channel.name)
        await stage.publish(channel.name, 'said', { by: 'us' }, { socketId })
        await stage.publish(channel.name, 'said', { by: 'others' }, { socketId: before })
        await client.caughtUp()
        assert.deepEqual(heard, ['others'])
      },
    },
  ],
}
