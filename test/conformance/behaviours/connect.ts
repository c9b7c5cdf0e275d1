import assert from 'node:assert/strict'
import { createManualClock, settle, type ManualClock } from '../../support/manual-clock.js'
import { until } from '../../support/until.js'
import type { Theme } from '../behaviour.js'
import type { Client } from '../client.js'

const status = (client: Client) => client.echo.connection.get().status

/** Moves the clock from timer to timer, and gives the network its time in between, until `passedMs` are over. */
async function watchAttempts(client: Client, clock: ManualClock, passedMs: number): Promise<void> {
  const end = clock.now() + passedMs
  for (;;) {
    await until(() => status(client) == 'waiting', { what: 'the end of an attempt' })
    const nextMs = clock.nextInMs ?? Infinity
    if (clock.now() + nextMs > end) {
      await clock.advanceAsync(end - clock.now())
      return
    }
    await clock.advanceAsync(nextMs)
  }
}

export const connecting: Theme = {
  name: 'connecting',
  behaviours: [
    {
      title: 'connects when it is constructed, and tells the socket id that the server gave it',
      needs: ['fresh-socket-ids', 'watched-frames'],
      async run(stage) {
        const client = stage.client()
        assert.equal(client.echo.socketId(), undefined)
        const socketId = await client.connected()
        const [greeting] = client.frames
        assert.equal(greeting?.event, 'pusher:connection_established')
        assert.equal((greeting.data as { socket_id: string }).socket_id, socketId)
        assert.equal(client.echo.socketId(), socketId)
        assert.equal(client.echo.connectionStatus(), 'connected')
      },
    },
    {
      title: 'never opens a second socket, however often it is told to connect',
      needs: ['given-sockets'],
      async run(stage) {
        const client = stage.client()
        for (let times = 0; times < 3; times++) client.echo.connect()
        const socketId = await client.connected()
        client.echo.connect()
        await client.caughtUp()
        assert.equal(await client.connected(), socketId)
        assert.equal(client.watched.sockets.length, 1)
      },
    },
    {
      title: 'fails for good with code 4001 where the server does not know its key',
      needs: ['application-key', 'given-sockets'],
      async run(stage) {
        const client = stage.client({ key: 'nobody' })
        await until(() => status(client) == 'failed', { what: 'failure' })
        const { error } = client.echo.connection.get()
        assert.equal(error?.code, 4001)
        assert.equal(error.kind, 'connection')
        assert.equal(client.echo.connectionStatus(), 'failed')
        assert.ok(client.errors.includes(error), 'onError was not told')
        assert.equal(client.watched.timers, 0)
        assert.equal(client.watched.sockets.length, 1)
      },
    },
    {
      title: 'waits while nobody listens, and connects when somebody does',
      needs: ['tcp-faults'],
      async run(stage) {
        await stage.proxy.refuse(true)
        const client = stage.client({ through: 'proxy' })
        const room = client.echo.channel(stage.room())
        await until(() => status(client) == 'waiting', { what: 'waiting' })
        assert.equal(client.echo.connection.get().error?.kind, 'connection')
        await stage.proxy.restore()
        await client.subscribed(room.name)
      },
    },
    {
      title: 'gives a handshake ten seconds, and then tries again',
      needs: ['tcp-faults', 'given-clock', 'own-backoff'],
      async run(stage) {
        const { proxy } = stage
        proxy.blackHole(true)
        const clock = createManualClock()
        const client = stage.client({ through: 'proxy', clock })
        await until(() => proxy.accepted == 1, { what: 'the proxy to be reached' })
        await clock.advanceAsync(9_999)
        assert.equal(status(client), 'connecting')
        await clock.advanceAsync(1)
        assert.equal(status(client), 'waiting')
        proxy.blackHole(false)
        await clock.advanceAsync(1_000)
        await client.connected()
      },
    },
    {
      title: 'does not hammer a server that accepts and hangs up',
      needs: ['tcp-faults', 'given-clock', 'given-sockets', 'own-backoff'],
      async run(stage) {
        stage.proxy.acceptThenDrop(true, 'answer')
        const clock = createManualClock()
        const client = stage.client({ through: 'proxy', clock, platform: { random: () => 0.5 } })
        await watchAttempts(client, clock, 60_000)
        // After 0, 0.5, 1.5, 3.5 and 7.5 s, then every 7.5 s.
        assert.equal(client.watched.sockets.length, 12)
      },
    },
    {
      title: 'does not hammer a server that greets and hangs up: only what lasts counts as a success',
      needs: ['fresh-socket-ids', 'given-clock', 'given-sockets', 'own-backoff'],
      async run(stage) {
        stage.meddler.dropAfterGreeting(true)
        const clock = createManualClock()
        const client = stage.client({ through: 'meddler', clock, platform: { random: () => 0.5 } })
        await watchAttempts(client, clock, 60_000)
        assert.equal(client.watched.sockets.length, 12)
      },
    },
    {
      title: 'calls it failed after ten seconds without luck, and goes on trying',
      needs: ['tcp-faults', 'given-clock', 'own-backoff'],
      async run(stage) {
        await stage.proxy.refuse(true)
        const clock = createManualClock()
        const client = stage.client({ through: 'proxy', clock })
        await watchAttempts(client, clock, 9_900)
        assert.notEqual(client.echo.connectionStatus(), 'failed')
        await clock.advanceAsync(100)
        assert.equal(client.echo.connectionStatus(), 'failed')
        await stage.proxy.restore()
        client.echo.connect()
        await client.connected()
        assert.equal(client.echo.connectionStatus(), 'connected')
      },
    },
    {
      title: 'tries a full server (4004) again, but slowly',
      needs: ['connection-quota', 'given-clock', 'given-sockets', 'own-backoff'],
      async run(stage) {
        const small = await stage.subject.startWithOneSeat?.()
        assert.ok(small)
        const { url } = small
        const seated = stage.client({ url })
        const clock = createManualClock()
        try {
          const room = stage.room()
          seated.echo.channel(room)
          await seated.subscribed(room)
          const client = stage.client({ url, clock })
          await until(() => status(client) == 'waiting', { what: 'waiting' })
          assert.equal(client.echo.connection.get().error?.code, 4004)
          seated.echo.disconnect()
          await clock.advanceAsync(14_999)
          assert.equal(client.watched.sockets.length, 1)
          // No further than to the attempt, which has a deadline; and the seat may not be free at once.
          const connected = async (): Promise<boolean> => {
            const { status, retryAt } = client.echo.connection.get()
            if (status == 'waiting' && retryAt !== undefined) await clock.advanceAsync(retryAt - clock.now())
            return status == 'connected'
          }
          await until(connected, { what: 'a seat' })
          client.echo.disconnect()
        } finally {
          await small.stop()
        }
      },
    },
    {
      title: 'keeps still where there are no web sockets, as on a server: no timer, no error, a line to the logger',
      needs: ['given-sockets', 'only-web-sockets', 'error-reports'],
      async run(stage) {
        const lines: string[] = []
        const logger = (line: string): void => void lines.push(line)
        const client = stage.client({ platform: { WebSocket: undefined }, echo: { logger } })
        client.echo.private(stage.room()).listen('.said', () => {})
        await until(() => lines.some((line) => line.includes('WebSocket')), { what: 'the line' })
        await settle()
        assert.equal(status(client), 'idle')
        assert.equal(client.watched.timers, 0)
        assert.deepEqual(client.errors, [])
      },
    },
    {
      title: 'tells each change of its status once, in laravel-echo’s words',
      needs: ['tcp-faults'],
      async run(stage) {
        const client = stage.client({ through: 'proxy' })
        const told: string[] = []
        const undo = client.echo.connector.onConnectionChange((word) => told.push(word))
        // Who has nothing to ask for may have no line.
        await client.subscribed(client.echo.channel(stage.room()).name)
        const first = await client.connected()
        stage.proxy.cut()
        await client.connected(first)
        client.echo.disconnect()
        assert.deepEqual(told, ['connected', 'reconnecting', 'connected', 'disconnected'])
        undo()
        client.echo.connect()
        await client.connected()
        await settle()
        assert.equal(told.length, 4)
      },
    },
  ],
}
