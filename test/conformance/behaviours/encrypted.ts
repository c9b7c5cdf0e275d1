import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { publisher, signAuthorization, type Publish } from '../../support/pusher-api.js'
import { until } from '../../support/until.js'
import type { Theme } from '../behaviour.js'
import type { Client, ClientOptions } from '../client.js'
import type { Stage } from '../stage.js'

interface Keyring {
  /** What the application derives keys from now. Replace it, and every key is another. */
  masterKeyBase64: string
  /** How often a key was handed out. */
  handedOut: number
  /** What handing out waits for. */
  ready: () => unknown
  readonly publish: Publish
  client(options?: ClientOptions): Client
}

const randomKey = (): string => randomBytes(32).toString('base64')

/** An application that can change the keys of its channels. */
function keyring({ server, client }: Stage): Keyring {
  const ring: Keyring = {
    masterKeyBase64: server.masterKeyBase64 ?? randomKey(),
    handedOut: 0,
    ready: () => undefined,
    publish: (...event) => publisher({ ...server, masterKeyBase64: ring.masterKeyBase64 })(...event),
    client: (options) =>
      client({
        ...options,
        echo: {
          authorize: async (request) => {
            ring.handedOut++
            await ring.ready()
            return signAuthorization({ ...server, masterKeyBase64: ring.masterKeyBase64 }, request)
          },
        },
      }),
  }
  return ring
}

export const encrypting: Theme = {
  name: 'encrypted channels',
  needs: ['encrypted-channels', 'client-authorization', 'signed-authorization'],
  behaviours: [
    {
      title: 'opens what was sealed for it, in order, and what crosses the wire is not readable',
      async run(stage) {
        const ring = keyring(stage)
        const client = ring.client()
        const heard: unknown[] = []
        const names: string[] = []
        const channel = client.echo.encryptedPrivate(stage.room())
        channel.listen('.said', (data: unknown) => heard.push(data)).listenToAll((event) => names.push(event))
        await client.subscribed(channel.name)
        for (let n = 1; n <= 3; n++) await ring.publish(channel.name, 'said', { n, secret: 'süß' })
        await client.caughtUp()
        assert.deepEqual(
          heard,
          [1, 2, 3].map((n) => ({ n, secret: 'süß' })),
        )
        assert.deepEqual(names, ['.said', '.said', '.said'])
        const frames = client.frames.filter(({ event }) => event == 'said')
        assert.equal(frames.length, 3)
        assert.ok(frames.every(({ data }) => !JSON.stringify(data).includes('secret')))
        assert.ok(!JSON.stringify(client.sent('pusher:subscribe')).includes('shared_secret'))
      },
    },
    {
      title: 'gets the key from the server’s own endpoint',
      needs: ['known-master-key'],
      async run(stage) {
        const client = stage.client()
        const channel = client.echo.encryptedPrivate(stage.room())
        const heard: unknown[] = []
        channel.listen('.said', (data: unknown) => heard.push(data))
        await client.subscribed(channel.name)
        await stage.publish(channel.name, 'said', { n: 1 })
        await client.caughtUp()
        assert.deepEqual(heard, [{ n: 1 }])
      },
    },
    {
      title: 'asks for one new key when the old one no longer opens anything, and loses nothing',
      async run(stage) {
        const ring = keyring(stage)
        const client = ring.client()
        const heard: number[] = []
        const channel = client.echo.encryptedPrivate(stage.room())
        channel.listen('.counted', ({ n }: { n: number }) => heard.push(n))
        await client.subscribed(channel.name)
        await ring.publish(channel.name, 'counted', { n: 1 })
        ring.masterKeyBase64 = randomKey()
        const arrived = () => client.frames.filter(({ event }) => event == 'counted').length
        ring.ready = () => until(() => arrived() == 5, { what: 'what comes while the key is fetched' })
        for (let n = 2; n <= 5; n++) await ring.publish(channel.name, 'counted', { n })
        await until(() => heard.length == 5, { what: 'all five' })
        assert.deepEqual(heard, [1, 2, 3, 4, 5])
        assert.equal(ring.handedOut, 2)
        assert.equal(channel.state.status, 'subscribed')
        assert.deepEqual(client.errors, [])
      },
    },
    {
      title: 'reports what no key opens, and hears the next',
      needs: ['error-reports'],
      async run(stage) {
        const ring = keyring(stage)
        const client = ring.client()
        const heard: number[] = []
        const channel = client.echo.encryptedPrivate(stage.room())
        channel.listen('.counted', ({ n }: { n: number }) => heard.push(n))
        await client.subscribed(channel.name)
        await publisher({ ...stage.server, masterKeyBase64: randomKey() })(channel.name, 'counted', { n: 1 })
        await until(() => client.errors.length == 1, { what: 'the report' })
        assert.equal(client.errors[0]?.kind, 'encryption')
        assert.equal(client.errors[0].channel, channel.name)
        await ring.publish(channel.name, 'counted', { n: 2 })
        await client.caughtUp()
        assert.deepEqual(heard, [2])
      },
    },
    {
      title: 'refuses whispers, which would go out in the clear',
      needs: ['whispers', 'error-reports'],
      async run(stage) {
        const client = keyring(stage).client()
        const channel = client.echo.encryptedPrivate(stage.room())
        channel.whisper('typing', {})
        await client.subscribed(channel.name)
        channel.whisper('typing', {})
        await client.caughtUp()
        assert.deepEqual(
          client.errors.map(({ kind, channel: about }) => [kind, about]),
          [
            ['whisper', channel.name],
            ['whisper', channel.name],
          ],
        )
        assert.equal(client.sent('client-typing').length, 0)
      },
    },
    {
      title: 'opens what comes after a reconnect with the key of the new authorization',
      async run(stage) {
        const ring = keyring(stage)
        const client = ring.client({ through: 'meddler' })
        const heard: unknown[] = []
        const channel = client.echo.encryptedPrivate(stage.room())
        channel.listen('.said', (data: unknown) => heard.push(data))
        await client.subscribed(channel.name)
        const before = await client.connected()
        ring.masterKeyBase64 = randomKey()
        stage.meddler.close(4200)
        await client.connected(before)
        await client.subscribed(channel.name)
        await ring.publish(channel.name, 'said', { n: 1 })
        await client.caughtUp()
        assert.deepEqual(heard, [{ n: 1 }])
        assert.equal(ring.handedOut, 2)
      },
    },
  ],
}
