import type { Echo } from '@resound/echo/core'
import { startLaravelEchoServer } from '../../servers/laravel-echo-server.js'
import type { TestServer } from '../../servers/server.js'
import { startSocketIo } from '../../servers/socket-io.js'
import { tokenOf } from '../../support/authorization-server.js'
import { until } from '../../support/until.js'
import type { Member } from '../client.js'
import type { Lacks } from '../needs.js'
import type { GivenOptions, ServerUnderTest } from '../subject.js'

/** What Socket.IO cannot show. */
export const socketIoLacks: Lacks = { 'connection-quota': 'Socket.IO has no quota of connections' }

/** What laravel-echo-server cannot show besides. */
export const laravelEchoServerLacks: Lacks = {
  ...socketIoLacks,
  'any-names': 'a channel that is called `__proto__` ends laravel-echo-server: its rooms are fields of an object',
  'steady-members':
    'laravel-echo-server reads and writes its list in two steps: of two who come at once it may forget one',
}

const subject = (server: TestServer, lacks: Lacks): ServerUnderTest => ({
  server,
  lacks,
  admit: (member: Member): GivenOptions => ({ auth: { headers: { Authorization: `Bearer ${tokenOf(member)}` } } }),
  settled: (echo, channels) => settledByEvents(echo, channels, server),
})

let asked = 0

/** The server announces nothing: an event that is published and heard says that it knows. Of that name, no listener hears it. */
export async function settledByEvents(echo: Echo, channels: readonly string[], { publish }: TestServer): Promise<void> {
  const event = `pusher:settled-${++asked}`
  const waiting = new Set(channels.filter((name) => !name.startsWith('presence-')))
  const end = echo.watchFrames((direction, frame) => {
    // A peer's frames begin with digits, the kinds of packets.
    if (direction != 'in' || !frame.includes(event)) return
    waiting.delete(String((JSON.parse(frame.replace(/^\d+/, '')) as unknown[])[1]))
  })
  try {
    await until(
      async () => {
        if (waiting.size > 0) await publish([...waiting], event, {})
        return waiting.size == 0
      },
      { what: `the server to know of ${channels.join(', ')}` },
    )
  } finally {
    end()
  }
}

/** Socket.IO 4 with the words of laravel-echo-server. */
export const socketIoSubject = async (): Promise<ServerUnderTest> => subject(await startSocketIo(), socketIoLacks)

/** laravel-echo-server on Redis. Rejects with a `ServerUnavailableError` where it cannot be had. */
export const laravelEchoServerSubject = async (): Promise<ServerUnderTest> =>
  subject(await startLaravelEchoServer(), laravelEchoServerLacks)
