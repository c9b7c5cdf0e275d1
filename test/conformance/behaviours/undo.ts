import assert from 'node:assert/strict'
import type { Channel, PresenceChannel } from '@resound/echo/core'
import { until } from '../../support/until.js'
import type { Behaviour, Theme } from '../behaviour.js'
import type { Stage } from '../stage.js'

type Tell = () => void
interface Options {
  signal: AbortSignal
}

const notificationEvent = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

interface Listening {
  readonly kind: string
  listen(channel: PresenceChannel, tell: Tell, options: Options): unknown
  /** Makes every listener of that kind be called once. */
  cause(stage: Stage, channel: Channel): Promise<void>
}

const publishing =
  (event: string): Listening['cause'] =>
  (stage, { name }) =>
    stage.publish(name, event, {})

/** Another member comes, whispers, and goes. */
const visiting: Listening['cause'] = async (stage, { name }) => {
  const visitor = stage.client({ user: 'grace' })
  visitor.echo.join(name.slice('presence-'.length)).whisper('typing', {})
  await visitor.subscribed(name)
  await visitor.caughtUp()
  visitor.echo.disconnect()
}

const listenings: readonly Listening[] = [
  {
    kind: 'listen()',
    listen: (channel, tell, options) => channel.listen('.said', tell, options),
    cause: publishing('said'),
  },
  {
    kind: 'listenToAll()',
    listen: (channel, tell, options) => channel.listenToAll(tell, options),
    cause: publishing('said'),
  },
  {
    kind: 'notification()',
    listen: (channel, tell, options) => channel.notification(tell, options),
    cause: publishing(notificationEvent),
  },
  {
    kind: 'listenForWhisper()',
    listen: (channel, tell, options) => channel.listenForWhisper('typing', tell, options),
    cause: visiting,
  },
  { kind: 'joining()', listen: (channel, tell, options) => channel.joining(tell, options), cause: visiting },
  { kind: 'leaving()', listen: (channel, tell, options) => channel.leaving(tell, options), cause: visiting },
]

/** Two listeners of a kind: the one whose signal is aborted is not called, the other is. */
const undoing = ({ kind, listen, cause }: Listening): Behaviour => ({
  title: `ends a listener of ${kind} with its signal, and no other`,
  needs: ['whispers'],
  async run(stage) {
    const client = stage.client()
    const channel = client.echo.join(stage.room())
    const { signal } = new AbortController()
    const aborted = new AbortController()
    const heard: string[] = []
    listen(channel, () => heard.push('ended'), { signal: aborted.signal })
    listen(channel, () => heard.push('kept'), { signal })
    listen(channel, () => heard.push('never'), { signal: AbortSignal.abort() })
    await client.subscribed(channel.name)
    aborted.abort()
    await cause(stage, channel)
    await until(() => heard.length > 0, { what: 'the other listener' })
    await client.caughtUp()
    assert.deepEqual(heard, ['kept'])
  },
})

export const undo: Theme = {
  name: 'undo by signal',
  needs: ['abort-signals', 'presence-channels'],
  behaviours: [
    ...listenings.map(undoing),
    {
      title: 'ends subscribed(), here() and error() with their signals, also before they were told',
      needs: ['refusals'],
      async run(stage) {
        const client = stage.client({ through: 'meddler' })
        const heard: string[] = []
        const ended = new AbortController()
        const { signal } = ended
        const channel = client.echo.join(stage.room())
        const refused = client.echo.private(stage.room().replace('room', 'forbidden'))
        channel.subscribed(() => heard.push('subscribed'), { signal }).here(() => heard.push('here'), { signal })
        refused.error(() => heard.push('error'), { signal })
        ended.abort()
        await client.subscribed(channel.name)
        await until(() => refused.state.status == 'failed', { what: 'the refusal' })
        const late = new AbortController()
        channel.here(() => heard.push('late here'), { signal: late.signal })
        refused.error(() => heard.push('late error'), { signal: late.signal })
        late.abort()
        await client.caughtUp()
        assert.deepEqual(heard, [])
      },
    },
    {
      title: 'ends here() with its signal before the next reconnect',
      async run(stage) {
        const client = stage.client({ through: 'meddler' })
        const heard: string[] = []
        const ended = new AbortController()
        const channel = client.echo.join(stage.room())
        channel
          .here(() => heard.push('ended'), { signal: ended.signal })
          .here(() => heard.push('kept'))
          .subscribed(() => heard.push('ended subscribed'), { signal: ended.signal })
        await client.subscribed(channel.name)
        heard.length = 0
        ended.abort()
        const before = await client.connected()
        stage.meddler.close(4200)
        await client.connected(before)
        await client.subscribed(channel.name)
        assert.deepEqual(heard, ['kept'])
      },
    },
  ],
}
