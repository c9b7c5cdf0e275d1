import Theirs from 'laravel-echo'
import Pusher from 'pusher-js'
import nacl from 'tweetnacl'
import { WebSocket } from 'ws'
import Ours from '@resound/echo'
import { startServer, type RunningServer } from '../../../playground/server/start-server.js'
import { signAuthorization } from '../../support/pusher-api.js'
import type { Client, Reached } from '../both.js'
import { mendedEcho } from './mended-echo.js'
import type { Stage } from './play.js'
import { pusherView } from './pusher-view.js'
import { startRelay, type Relay } from './relay.js'
import { time } from './time.js'
import { startVisitor, type Visitor } from './visitor.js'

/** What one library lives in: a server of its own, so that both can be asked the same. */
export interface World extends Stage {
  readonly server: RunningServer
  readonly relay: Relay
  readonly visitor: Visitor
  /** What an Echo of it takes. What that reports is told to `report`. */
  options(more: Record<string, unknown>, report: (error: unknown) => void): Record<string, unknown>
}

/** Longer than `leaveGrace`, shorter than what any library waits before it tries again. */
const MOMENT_MS = 120
/** More than anything takes to come to rest. */
const MOST_ROUNDS = 500
/** More than any library takes to ask. */
const ASKING_TURNS = 6
/** So long a connection has to hold for the next retry to come after a second again, in ours. */
const STABLE_MS = 10_100

/** A server whose time stands still. */
const clock = { now: () => 0, timer: () => () => undefined }

/** Who may not: whatever is forbidden. An answer is put to the others that wait. */
const authorizer =
  (server: RunningServer, questions: (() => void)[]) =>
  ({ name: channel }: { name: string }) => ({
    authorize(socketId: string, answer: (error: unknown, permission?: object) => void) {
      questions.push(() => {
        if (channel.includes('forbidden')) {
          answer(Object.assign(new Error('Forbidden'), { status: 403 }))
          return
        }
        const ada = { user_id: '1', user_info: { name: 'Ada' } }
        const channelData = channel.startsWith('presence-') ? ada : undefined
        answer(
          null,
          signAuthorization({ ...server, masterKeyBase64: server.masterKeyBase64 }, { socketId, channel, channelData }),
        )
      })
    },
  })
/** Whether it is on its way to a connection. */
const isConnecting = (client: Client, echo: Reached): boolean =>
  client == 'resound' ? echo.connection.get().status == 'connecting' : Boolean(echo.connector.pusher.connection.runner)

const isPending = (echo: Reached): boolean =>
  echo.connector.pusher.connection.state == 'connected' &&
  echo.connector.pusher.allChannels().some((channel: Reached) => channel.subscriptionPending)

/** Starts a world of that library. */
export async function startWorld(client: Client): Promise<World> {
  const server = await startServer({ clock })
  const relay = await startRelay(server.port)
  const visitor = await startVisitor(server)
  /** Permissions that are asked for, and not answered. */
  const questions: (() => void)[] = []
  let settledId: string | undefined

  const quiet = async (echo: Reached): Promise<void> => {
    for (let rounds = 0; ; rounds++) {
      if (rounds > MOST_ROUNDS) throw new Error(`${client} never comes to rest.`)
      // Whoever asks in this turn has asked by then, and all are answered in the order of asking.
      for (let turns = 0; turns < ASKING_TURNS; turns++) await time.turn()
      const answered = questions.splice(0)
      for (const answer of answered) answer()
      const busy = [
        answered.length > 0,
        await visitor.settle(),
        await relay.settle(),
        isConnecting(client, echo),
        isPending(echo),
      ]
      if (!busy.some(Boolean)) return
    }
  }
  const settle = async (echo: Reached): Promise<void> => {
    await quiet(echo)
    time.clock.advance(MOMENT_MS)
    await quiet(echo)
    const { connection } = echo.connector.pusher
    if (connection.state != 'connected' || connection.socket_id == settledId) return
    settledId = connection.socket_id
    time.clock.advance(STABLE_MS)
    await quiet(echo)
  }
  const options: World['options'] = (more, report) => ({
    broadcaster: 'reverb',
    key: server.key,
    wsHost: '127.0.0.1',
    wsPort: relay.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    authorizer: authorizer(server, questions),
    nacl,
    leaveGrace: 0,
    ...(client == 'laravel-echo'
      ? { Pusher }
      : {
          platform: { WebSocket, clock: time.clock, random: () => 1, report },
          onError: report,
        }),
    ...more,
  })
  const parts = { server, relay, visitor }
  return {
    client,
    ...parts,
    ...pusherView(parts),
    options,
    make(more, report) {
      const given = options(more, report) as never
      return client == 'laravel-echo' ? mendedEcho(new Theirs(given), report) : new Ours(given)
    },
    settle,
    async reconnect(echo) {
      const { connection } = echo.connector.pusher
      for (let seconds = 0; seconds < 20 && connection.state == 'connecting'; seconds++) {
        time.clock.advance(1_000)
        await settle(echo)
      }
    },
    async clear(echo) {
      echo.disconnect()
      relay.cut()
      questions.length = 0
      visitor.leaveAll()
      Pusher.instances.length = 0
      time.renew()
      while (server.connections().length > 1) {
        relay.cut()
        await time.turn()
      }
      await visitor.settle()
    },
    async stop() {
      visitor.stop()
      await relay.stop()
      await server.stop()
    },
  }
}
