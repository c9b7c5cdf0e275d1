import { createRequire } from 'node:module'
import Theirs from 'laravel-echo'
import Ours from '@resound/echo'
import { loadLibrary } from '../../../conformance/support/library-page.js'
import type { Client, Reached } from '../../both.js'
import type { Stage } from '../play.js'
import { time } from '../time.js'
import { mendedEcho } from './mended.js'
import { startSocketIo } from './server.js'
import { socketIoView } from './view.js'

const library = createRequire(import.meta.url).resolve('socket.io-client/dist/socket.io.js')

/** Longer than `leaveGrace`, shorter than what any library waits before it tries again. */
const MOMENT_MS = 120
/** More than anything takes to come to rest, the first time with loading what is loaded when it is needed. */
const REST_MS = 20_000
/** More than any library takes to ask. */
const ASKING_TURNS = 4
/** So long a connection has to hold for the next retries to be counted anew, in ours. */
const STABLE_MS = 10_100

/** Whether it is on its way to a connection. */
const isConnecting = (client: Client, echo: Reached): boolean => {
  const { socket } = echo.connector
  if (client == 'resound') return echo.connection.get().status == 'connecting'
  return socket.active && !socket.connected && socket.io._readyState != 'closed'
}

/** Whether it will try again by itself. */
const isTrying = (client: Client, echo: Reached): boolean => {
  const { socket } = echo.connector
  if (client == 'resound') return ['connecting', 'waiting'].includes(echo.connection.get().status)
  return socket.active && !socket.connected
}

/** Starts a world of that library. */
export function startSocketIoWorld(client: Client): Promise<Stage> {
  const { network, outside, visitor, heard, channelsOf, clear, stop } = startSocketIo()
  const timer = (ms: number, run: () => void): (() => void) => time.clock.timer(ms, run)
  const io = loadLibrary(library, { WebSocket: network.WebSocket, clock: { now: () => 0, timer } } as never)
  let settledId: unknown

  const quiet = async (echo: Reached): Promise<void> => {
    for (const since = performance.now(); ;) {
      if (performance.now() - since > REST_MS) throw new Error(`${client} never comes to rest.`)
      const { passed } = network
      for (let turns = 0; turns < ASKING_TURNS; turns++) await time.turn()
      if (network.passed == passed && !isConnecting(client, echo)) return
    }
  }
  const settle = async (echo: Reached): Promise<void> => {
    await quiet(echo)
    time.clock.advance(MOMENT_MS)
    await quiet(echo)
    const { socket } = echo.connector
    if (!socket.connected || socket.id == settledId) return
    settledId = socket.id
    time.clock.advance(STABLE_MS)
    await quiet(echo)
  }
  const stage: Stage = {
    client,
    ...socketIoView({ outside, visitor, heard, channelsOf }),
    make(more, report) {
      const options = {
        broadcaster: 'socket.io',
        client: io,
        host: 'http://localhost',
        transports: ['websocket'],
        forceNew: true,
        auth: { headers: { Authorization: 'Bearer ada' } },
        // A second after each end, in either.
        ...{ reconnectionDelay: 1_000, reconnectionDelayMax: 1_000, randomizationFactor: 0 },
        ...more,
      }
      if (client == 'laravel-echo') return mendedEcho(new Theirs(options as never), report)
      const platform = { clock: time.clock, random: () => 1, report }
      return new Ours({ ...options, platform, onError: report } as never)
    },
    settle,
    async reconnect(echo) {
      for (let seconds = 0; seconds < 4 && isTrying(client, echo); seconds++) {
        time.clock.advance(1_000)
        await settle(echo)
      }
    },
    async clear(echo) {
      echo.disconnect()
      await quiet(echo)
      clear()
      heard()
      time.renew()
    },
    stop() {
      stop()
      return Promise.resolve()
    },
  }
  return Promise.resolve(stage)
}
