import assert from 'node:assert/strict'
import { until } from '../../support/until.js'
import type { Behaviour, Theme } from '../behaviour.js'
import type { Client } from '../client.js'
import type { Stage } from '../stage.js'

const frame = (fields: Record<string, unknown>): string => JSON.stringify(fields)
const mega = 'x'.repeat(1 << 20)

interface Setting {
  readonly client: Client
  /** A presence channel it is on, by full name. */
  readonly name: string
  readonly heard: unknown[]
  /** The names of everything that listenToAll told. */
  readonly all: string[]
}

/** Injects frames into a live connection, lets `check` look, and has the next good event arrive on the same connection. */
const survives = (
  title: string,
  frames: (name: string) => readonly (string | Buffer)[],
  check: (setting: Setting) => void,
): Behaviour => ({
  title,
  async run(stage: Stage) {
    const client = stage.client({ through: 'meddler', member: { id: 1, info: 'Ada' } })
    const heard: unknown[] = []
    const channel = client.echo.join(stage.room()).listen('.said', (data: unknown) => heard.push(data))
    const all: string[] = []
    channel.listenToAll((event) => all.push(event)).joining(() => heard.push('joining'))
    const { name } = channel
    await client.subscribed(name)
    const socketId = await client.connected()
    const bad = frames(name)
    for (const each of bad) stage.meddler.inject(each)
    await until(() => client.frames.filter(({ direction }) => direction == 'in').length >= bad.length + 2, {
      what: 'the frames',
    })
    await client.caughtUp()
    check({ client, name, heard, all })
    heard.length = 0
    await stage.publish(name, 'said', { good: true })
    await client.caughtUp()
    assert.deepEqual(heard, [{ good: true }])
    assert.equal(client.echo.socketId(), socketId)
    assert.equal(client.watched.sockets.length, 1)
  },
})

/** One clear, short error of kind `protocol` for each frame. */
const reports = (count: number) => {
  return ({ client }: Setting): void => {
    assert.deepEqual(
      client.errors.map(({ kind }) => kind),
      Array<string>(count).fill('protocol'),
    )
    for (const { message } of client.errors) assert.ok(message.length > 10 && message.length < 200, message)
  }
}

const silent = ({ client }: Setting): void => {
  assert.deepEqual(client.errors, [])
}

export const badFrames: Theme = {
  name: 'bad frames',
  needs: ['pusher-frames', 'error-reports'],
  behaviours: [
    survives(
      'reports frames that are no JSON, and goes on',
      () => ['', 'not JSON', '{"event":"said","channel', '\u0000', '<html></html>'],
      reports(5),
    ),
    survives(
      'reports frames that are JSON and nothing else, and goes on',
      () => ['null', '[]', '7', '"text"', '{}', '{"event":7,"channel":"a","data":"{}"}'],
      reports(6),
    ),
    survives(
      'reports an event without a channel, and goes on',
      () => [frame({ event: 'said', data: '{}' })],
      reports(1),
    ),
    survives('reports binary frames, and goes on', () => [Buffer.from([0, 1, 2, 255]), Buffer.alloc(0)], reports(2)),
    survives('reports a frame of a megabyte of nonsense in a few words, and goes on', () => [mega], reports(1)),
    survives(
      'hears an event of a megabyte',
      (channel) => [frame({ event: 'said', channel, data: JSON.stringify({ mega }) })],
      ({ client, heard, ...setting }) => {
        silent({ client, heard, ...setting })
        assert.deepEqual(heard, [{ mega }])
      },
    ),
    survives(
      'takes an event’s data as it comes: JSON in a string, an object, a text that is no JSON, nothing',
      (channel) => [
        frame({ event: 'said', channel, data: '{"n":1}' }),
        frame({ event: 'said', channel, data: { n: 2 } }),
        frame({ event: 'said', channel, data: '{no JSON' }),
        frame({ event: 'said', channel, data: null }),
        frame({ event: 'said', channel }),
      ],
      (setting) => {
        silent(setting)
        assert.deepEqual(setting.heard, [{ n: 1 }, { n: 2 }, '{no JSON', null, undefined])
      },
    ),
    survives(
      'passes over events for channels that it is not on, and events of the protocol that it does not know',
      (channel) => [
        frame({ event: 'said', channel: 'elsewhere', data: '{}' }),
        frame({ event: 'said', channel: '__proto__', data: '{}' }),
        frame({ event: 'said', channel: 'constructor', data: '{}' }),
        frame({ event: 'pusher:of_the_future', data: '{}' }),
        frame({ event: 'pusher:of_the_future', channel, data: '{}' }),
        frame({ event: 'pusher_internal:of_the_future', channel, data: '{}' }),
        frame({ event: '__proto__', channel, data: '{"__proto__":{"polluted":true}}' }),
        frame({ event: '\u0000', channel, data: '{}' }),
      ],
      (setting) => {
        silent(setting)
        assert.deepEqual(setting.heard, [])
        assert.deepEqual(setting.all, ['.__proto__', '.\u0000'])
        assert.equal(({} as { polluted?: true }).polluted, undefined)
      },
    ),
    survives(
      'passes over answers that nobody asked for',
      (channel) => [
        frame({ event: 'pusher_internal:subscription_succeeded', channel: 'elsewhere', data: '{}' }),
        frame({ event: 'pusher_internal:subscription_succeeded', channel, data: '{}' }),
        frame({ event: 'pusher:connection_established', data: '{"socket_id":"6.6","activity_timeout":1}' }),
        frame({ event: 'pusher:pong', data: '{}' }),
        frame({ event: 'pusher_internal:member_removed', channel, data: '{"user_id":"nobody"}' }),
        frame({ event: 'pusher_internal:member_added', channel, data: '{"user_id":1,"user_info":"Ada"}' }),
      ],
      (setting) => {
        silent(setting)
        assert.deepEqual(setting.heard, [])
        assert.deepEqual(Object.keys(setting.client.echo.connector.channels).includes('elsewhere'), false)
        const { members } = setting.client.echo.join(setting.name.slice('presence-'.length)).membership ?? {}
        assert.deepEqual([...(members ?? [])], [['1', 'Ada']])
      },
    ),
    survives(
      'reports comings and goings of nobody, and goes on',
      (channel) => [
        frame({ event: 'pusher_internal:member_added', channel, data: '{}' }),
        frame({ event: 'pusher_internal:member_removed', channel, data: '"text"' }),
        frame({ event: 'pusher_internal:member_added', channel, data: '{"user_id":{}}' }),
      ],
      reports(3),
    ),
    survives(
      'reports the server’s complaints with their code, and stays connected',
      () => [
        frame({ event: 'pusher:error', data: '{"code":4301,"message":"Rate limit exceeded"}' }),
        frame({ event: 'pusher:error', data: { code: 4200, message: 'Invalid message format' } }),
        frame({ event: 'pusher:error', data: '{"code":null,"message":null}' }),
        frame({ event: 'pusher:error', data: 'no JSON' }),
      ],
      (setting) => {
        reports(4)(setting)
        assert.deepEqual(
          setting.client.errors.map(({ code }) => code),
          [4301, 4200, undefined, undefined],
        )
      },
    ),
    {
      title: 'gives up a greeting that makes no sense, and tries again',
      async run(stage) {
        const { meddler } = stage
        meddler.swallow((text) => text.includes('connection_established'))
        const client = stage.client({ through: 'meddler' })
        await until(() => meddler.accepted == 1 && client.watched.sockets[0]?.readyState == 1, { what: 'the socket' })
        meddler.inject(frame({ event: 'pusher:connection_established', data: '{"socket_id":null}' }))
        await until(() => client.errors.length > 0, { what: 'the report' })
        assert.equal(client.errors[0]?.kind, 'protocol')
        meddler.swallow()
        meddler.close(4200)
        await client.connected()
      },
    },
  ],
}
