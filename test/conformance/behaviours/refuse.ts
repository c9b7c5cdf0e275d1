import assert from 'node:assert/strict'
import { createManualClock } from '../../support/manual-clock.js'
import { until } from '../../support/until.js'
import type { Theme } from '../behaviour.js'
import type { Client } from '../client.js'
import { settled } from './reconnect.js'

const complaint = (code: number): string =>
  JSON.stringify({ event: 'pusher:error', data: JSON.stringify({ code, message: `Code ${code}` }) })

async function failsForGood(client: Client, code: number): Promise<void> {
  await until(() => client.echo.connection.get().status == 'failed', { what: 'failure' })
  assert.equal(client.echo.connection.get().error?.code, code)
  assert.equal(client.watched.timers, 0)
  assert.equal(client.watched.sockets.length, 1)
}

export const refusing: Theme = {
  name: 'refusals by the server',
  needs: ['pusher-frames', 'given-sockets'],
  behaviours: [
    {
      title: 'does not come back after a close with 4009, until it is told to',
      async run(stage) {
        const { client, names } = await settled(stage, 'meddler')
        stage.meddler.close(4009, 'Unauthorized')
        await failsForGood(client, 4009)
        client.echo.connect()
        await client.subscribed(...names)
      },
    },
    {
      title: 'does not come back where an error 4003 comes and the connection ends right behind it',
      async run(stage) {
        const { client } = await settled(stage, 'meddler')
        stage.meddler.inject(complaint(4003))
        await until(() => client.errors.length > 0, { what: 'the complaint' })
        stage.meddler.cut()
        await failsForGood(client, 4003)
      },
    },
    {
      title: 'comes back where the connection ends a good while after an error 4003',
      needs: ['given-clock', 'own-backoff'],
      async run(stage) {
        const clock = createManualClock()
        const client = stage.client({ through: 'meddler', clock })
        const before = await client.connected()
        stage.meddler.inject(complaint(4003))
        await until(() => client.errors.length > 0, { what: 'the complaint' })
        await clock.advanceAsync(1_001)
        stage.meddler.cut()
        await until(() => client.echo.connection.get().status == 'waiting', { what: 'waiting' })
        await clock.advanceAsync(1_000)
        await client.connected(before)
      },
    },
    {
      title: 'comes back where an error 4201 comes and the connection ends right behind it, and says why it ended',
      needs: ['given-clock', 'own-backoff'],
      async run(stage) {
        const clock = createManualClock()
        const client = stage.client({ through: 'meddler', clock })
        const before = await client.connected()
        stage.meddler.inject(complaint(4201))
        stage.meddler.cut()
        await until(() => client.echo.connection.get().status == 'waiting', { what: 'waiting' })
        assert.equal(client.echo.connection.get().error?.code, 4201)
        await clock.advanceAsync(1_000)
        await client.connected(before)
        assert.equal(client.echo.connection.get().error, null)
      },
    },
  ],
}
