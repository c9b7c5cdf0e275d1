import assert from 'node:assert/strict'
import { until } from '../../support/until.js'
import type { Theme } from '../behaviour.js'
import type { Client, Member } from '../client.js'
import type { Stage } from '../stage.js'

const ada: Member = { id: 'ada', info: { name: 'Ada' } }
const grace: Member = { id: 'grace', info: { name: 'Grace' } }

type Kind = 'private' | 'join'

interface Talk {
  readonly clients: readonly [Client, Client]
  readonly channels: readonly [ReturnType<Client['echo'][Kind]>, ReturnType<Client['echo'][Kind]>]
  /** What each heard, and who was vouched for. */
  readonly heard: readonly [unknown[], unknown[]]
}

/** Two clients on one channel that listen for `typing`. */
async function talk(stage: Stage, kind: Kind): Promise<Talk> {
  const room = stage.room()
  const clients = [stage.client({ member: ada }), stage.client({ member: grace })] as const
  const heard: readonly [unknown[], unknown[]] = [[], []]
  const join = (index: 0 | 1) =>
    clients[index].echo[kind](room).listenForWhisper('typing', (data: unknown, { userId }) => {
      heard[index].push([data, userId])
    })
  const channels = [join(0), join(1)] as const
  for (const [index, client] of clients.entries()) await client.subscribed(channels[index === 0 ? 0 : 1].name)
  return { clients, channels, heard }
}

const hasHeard = (heard: readonly unknown[], count = 1) => until(() => heard.length == count, { what: 'the whisper' })

export const whispering: Theme = {
  name: 'whispers',
  needs: ['whispers'],
  behaviours: [
    {
      title: 'whispers to the others of a private channel, both ways, and not to itself',
      async run(stage) {
        const { channels, heard, clients } = await talk(stage, 'private')
        channels[0].whisper('typing', { from: 'ada' })
        channels[1].whisper('typing', { from: 'grace' })
        await hasHeard(heard[0])
        await hasHeard(heard[1])
        await clients[0].caughtUp()
        assert.deepEqual(heard, [[[{ from: 'grace' }, undefined]], [[{ from: 'ada' }, undefined]]])
      },
    },
    {
      title: 'knows on presence channels who whispers by the server’s word, not by the payload’s',
      needs: ['presence-channels', 'vouched-whispers', 'metadata'],
      async run(stage) {
        const { channels, heard } = await talk(stage, 'join')
        channels[0].whisper('typing', { userId: 'grace', user_id: 'grace' })
        channels[1].whisper('typing', { n: 1 })
        await hasHeard(heard[0])
        await hasHeard(heard[1])
        assert.deepEqual(heard, [[[{ n: 1 }, 'grace']], [[{ userId: 'grace', user_id: 'grace' }, 'ada']]])
      },
    },
    {
      title: 'keeps whispers until the subscription succeeded, in order',
      needs: ['announced-subscriptions'],
      async run(stage) {
        const room = stage.room()
        const listener = stage.client({ member: grace })
        const heard: unknown[] = []
        const { name } = listener.echo.private(room).listenForWhisper('typing', (data: unknown) => heard.push(data))
        await listener.subscribed(name)
        const client = stage.client({ member: ada })
        client.echo.private(room).whisper('typing', { n: 1 }).whisper('typing', { n: 2 })
        await hasHeard(heard, 2)
        assert.deepEqual(heard, [{ n: 1 }, { n: 2 }])
        assert.deepEqual(client.errors, [])
      },
    },
    {
      title: 'keeps a hundred whispers for the subscription, and reports the others',
      needs: ['error-reports', 'watched-frames', 'whispers-as-frames'],
      async run(stage) {
        const client = stage.client({ member: ada })
        const channel = client.echo.private(stage.room())
        for (let n = 0; n < 103; n++) channel.whisper('typing', { n })
        assert.deepEqual(
          client.errors.map(({ kind }) => kind),
          ['whisper', 'whisper', 'whisper'],
        )
        await until(() => client.sent('client-typing').length == 100, { what: 'the others' })
      },
    },
    {
      title: 'refuses a whisper after leaving without throwing, and reports it',
      needs: ['error-reports'],
      async run(stage) {
        const { channels, heard, clients } = await talk(stage, 'private')
        clients[0].echo.leaveChannel(channels[0].name)
        channels[0].whisper('typing', {})
        await clients[0].caughtUp()
        await clients[1].caughtUp()
        assert.deepEqual(heard, [[], []])
        assert.deepEqual(
          clients[0].errors.map(({ kind, channel }) => [kind, channel]),
          [['whisper', channels[0].name]],
        )
      },
    },
    {
      title: 'refuses a whisper over the server’s limit in bytes before sending it, and stays connected',
      needs: ['limited-whispers', 'error-reports', 'whispers-as-frames'],
      async run(stage) {
        const { channels, heard, clients } = await talk(stage, 'private')
        const socketId = await clients[0].connected()
        const channel = channels[0]
        channel.whisper('typing', { text: 'x'.repeat(10_000) })
        channel.whisper('typing', { text: 'ü'.repeat(4_990) })
        channel.whisper('typing', { text: 'x'.repeat(9_800) })
        await hasHeard(heard[1])
        assert.deepEqual(heard[1], [[{ text: 'x'.repeat(9_800) }, undefined]])
        assert.deepEqual(
          clients[0].errors.map(({ kind, code }) => [kind, code]),
          [
            ['whisper', 1009],
            ['whisper', 1009],
          ],
        )
        assert.equal(clients[0].sent('client-typing').length, 1)
        assert.equal(await clients[0].connected(), socketId)
      },
    },
    {
      title: 'reports a whisper that cannot be written as JSON, and sends the others, also those that waited',
      needs: ['error-reports', 'announced-subscriptions'],
      async run(stage) {
        const { clients, channels, heard } = await talk(stage, 'private')
        const circular: Record<string, unknown> = {}
        circular.self = circular
        channels[0].whisper('typing', circular).whisper('typing', { n: 1 })
        await hasHeard(heard[1])
        const late = stage.client({ member: ada })
        const channel = late.echo.private(channels[1].name.slice('private-'.length))
        channel.whisper('typing', circular).whisper('typing', { n: 2 })
        await hasHeard(heard[1], 2)
        for (const { errors } of [clients[0], late]) {
          assert.deepEqual(
            errors.map(({ kind }) => kind),
            ['whisper'],
          )
        }
      },
    },
    {
      title: 'stays connected after a whisper of plain text: it arrives, or the server refuses it and that is reported',
      needs: ['error-reports'],
      async run(stage) {
        const { channels, heard, clients } = await talk(stage, 'private')
        const socketId = await clients[0].connected()
        const refusals = () => clients[0].errors.map(({ kind, code }) => [kind, code])
        channels[0].whisper('typing', 'text')
        channels[0].whisper('typing', { n: 1 })
        await until(() => heard[1].length + refusals().length == 2, { what: 'both' })
        // Reverb takes objects, arrays and null; Soketi takes anything. An event log answers the very request.
        const [refusal] = refusals()
        const wasRefused = refusal !== undefined
        if (wasRefused) assert.deepEqual(refusal, refusal[0] == 'whisper' ? ['whisper', undefined] : ['protocol', 4200])
        assert.deepEqual(
          heard[1].map((whisper) => (whisper as unknown[])[0]),
          [...(wasRefused ? [] : ['text']), { n: 1 }],
        )
        assert.equal(await clients[0].connected(), socketId)
      },
    },
    {
      title: 'stops listening for whispers, by callback and altogether',
      async run(stage) {
        const { channels, heard, clients } = await talk(stage, 'private')
        const more: string[] = []
        const one = (): void => void more.push('one')
        const two = (): void => void more.push('two')
        channels[1].listenForWhisper('typing', one).listenForWhisper('typing', two)
        channels[1].stopListeningForWhisper('typing', one)
        channels[0].whisper('typing', {})
        await hasHeard(heard[1])
        channels[1].stopListeningForWhisper('typing')
        channels[0].whisper('typing', {})
        await clients[0].caughtUp()
        await clients[1].caughtUp()
        assert.equal(heard[1].length, 1)
        assert.deepEqual(more, ['two'])
      },
    },
  ],
}
