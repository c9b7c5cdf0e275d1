import assert from 'node:assert/strict'
import { until } from '../../support/until.js'
import type { Behaviour, Theme } from '../behaviour.js'
import type { Client, ClientOptions } from '../client.js'
import type { Need } from '../needs.js'

const thrown = new Error('of the application')
const throws = (): never => {
  throw thrown
}

/** Something of the application throws whenever it is called. Events arrive all the same, also after a reconnect. */
const harmsNobody = (
  what: string,
  {
    options,
    prepare,
    needs = [],
  }: {
    options?: (report: (error: unknown) => void) => ClientOptions
    prepare?: (client: Client) => void
    needs?: readonly Need[]
  },
): Behaviour => ({
  title: `lets ${what} throw without harm, and reports it`,
  needs,
  async run(stage) {
    const reported: unknown[] = []
    const report = (error: unknown): void => void reported.push(error)
    const client = stage.client({ through: 'meddler', platform: { report }, ...options?.(report) })
    prepare?.(client)
    const heard: unknown[] = []
    const channel = client.echo.join(stage.room()).listen('.said', (data: unknown) => heard.push(data))
    channel.subscribed(throws).here(throws).joining(throws).leaving(throws).listenForWhisper('typing', throws)
    channel.subscribed(() => heard.push('subscribed'))
    const refused: unknown[] = []
    client.echo
      .private(stage.room().replace('room', 'forbidden'))
      .error(throws)
      .error(({ status }) => refused.push(status))
    await client.subscribed(channel.name)
    const visitor = stage.client({ user: 'grace' })
    visitor.echo.join(channel.name.slice('presence-'.length)).whisper('typing', { n: 1 })
    await visitor.subscribed(channel.name)
    await visitor.caughtUp()
    const before = await client.connected()
    stage.meddler.close(4200)
    await client.connected(before)
    await client.subscribed(channel.name)
    await stage.publish(channel.name, 'said', { n: 1 })
    await client.caughtUp()
    assert.deepEqual(heard, ['subscribed', 'subscribed', { n: 1 }])
    await until(() => refused.length > 0, { what: 'the refusal' })
    const causes = [...client.errors, ...reported].map((error) => (error as Error).cause ?? error)
    assert.ok(causes.includes(thrown), 'nobody was told')
  },
})

export const throwing: Theme = {
  name: 'callbacks that throw',
  needs: ['presence-channels', 'refusals', 'whispers'],
  behaviours: [
    harmsNobody('every listener of a channel', {}),
    harmsNobody('who watches the connection', {
      prepare({ echo }) {
        echo.connection.subscribe(throws)
        echo.connector.onConnectionChange(throws)
      },
    }),
    harmsNobody('who watches the frames', {
      needs: ['watched-frames'],
      prepare: ({ echo }) => void echo.watchFrames(throws),
    }),
    harmsNobody('onError', {
      needs: ['error-reports'],
      options: (report) => ({ platform: { report }, echo: { onError: throws } }),
    }),
    harmsNobody('the logger', {
      needs: ['error-reports'],
      options: (report) => ({ platform: { report }, echo: { logger: throws } }),
    }),
  ],
}
