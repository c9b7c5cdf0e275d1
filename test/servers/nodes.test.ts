import { Echo, eventLog, reverb, socketIo, type Broadcaster, type EchoOptions } from '@resound/echo/core'
import { io } from 'socket.io-client'
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest'
import { WebSocket } from 'ws'
import { startServer } from '../../playground/server/start-server.js'
import { publishOnTime, tally } from '../scenarios/numbered.js'
import { tokenOf } from '../support/authorization-server.js'
import { signAuthorization } from '../support/pusher-api.js'
import { startSwitchboard } from '../support/switchboard.js'
import { until } from '../support/until.js'
import { startRedis } from './redis.js'
import { ServerUnavailableError, type TestServer } from './server.js'
import { startSocketIo } from './socket-io.js'
import { startSoketi } from './soketi.js'

interface Nodes {
  readonly what: string
  start(redisPort: number): Promise<TestServer>
  broadcaster(server: TestServer, port: number): Broadcaster
}

const soketi: Nodes = {
  what: 'Soketi',
  start: (redisPort) => startSoketi({ redisPort }),
  broadcaster: ({ key }, port) => reverb({ key, wsHost: '127.0.0.1', wsPort: port, forceTLS: false }),
}
const socketIoNodes: Nodes = {
  what: 'Socket.IO',
  start: (redisPort) => startSocketIo({ redisPort, recovers: true }),
  broadcaster: (_, port) =>
    socketIo({ client: io, host: `http://127.0.0.1:${port}`, transports: ['websocket'], forceNew: true }),
}

/** Two nodes on a Redis, all of it gone when the test is over. Skips where one of them cannot be had. */
async function startNodes({ start }: Nodes, skip: TestContext['skip']): Promise<readonly [TestServer, TestServer]> {
  try {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const nodes = [await start(redis.port), await start(redis.port)] as const
    for (const node of nodes) onTestFinished(() => node.stop())
    return nodes
  } catch (error) {
    if (error instanceof ServerUnavailableError) return skip(error.message)
    throw error
  }
}

const portOf = ({ httpUrl }: TestServer): number => Number(new URL(httpUrl).port)

interface Person {
  readonly id: number
  readonly info: { readonly name: string }
}

interface Seat {
  readonly port: number
  readonly person: Person
  readonly options?: Partial<EchoOptions>
}

/** A client of somebody's, at that port. */
function connect(nodes: Nodes, server: TestServer, { port, person, options }: Seat): Echo {
  const echo = new Echo({
    broadcaster: nodes.broadcaster(server, port),
    auth: { headers: { Authorization: `Bearer ${tokenOf(person)}` } },
    ...(server.secret && {
      authorize: (request) => {
        const channelData = { user_id: person.id, user_info: person.info }
        const presence = request.channel.startsWith('presence-')
        return Promise.resolve(
          signAuthorization(server, { ...request, channelData: presence ? channelData : undefined }),
        )
      },
    }),
    onError: () => undefined,
    ...options,
    platform: { WebSocket },
  })
  onTestFinished(() => {
    echo.disconnect()
  })
  return echo
}

const ada: Person = { id: 1, info: { name: 'Ada' } }
const grace: Person = { id: 2, info: { name: 'Grace' } }
const linus: Person = { id: 3, info: { name: 'Linus' } }

/** Attempts until a node answers: the first after 1 s at the most, a second after 2 s more. */
const boundMs = 3_000

describe.each([soketi, socketIoNodes])('two nodes of $what on Redis, one of which is killed', (nodes) => {
  it('have us on the other within the backoff bound, with every subscription and everybody who is there', async ({
    skip,
  }) => {
    const [doomed, other] = await startNodes(nodes, skip)
    const switchboard = await startSwitchboard(portOf(doomed))
    onTestFinished(() => switchboard.stop())
    const echo = connect(nodes, doomed, { port: switchboard.port, person: ada })
    const heard: unknown[] = []
    let here: string[] = []
    const names = (members: unknown[]) => (members as Person['info'][]).map(({ name }) => name).sort()
    const events = echo.private('room.1').listen('.said', (data: unknown) => heard.push(data))
    const room = echo.join('room.1').here((members: unknown[]) => (here = names(members)))
    room.joining(() => (here = names([...(room.membership?.members.values() ?? [])])))
    room.leaving(() => (here = names([...(room.membership?.members.values() ?? [])])))
    await until(() => room.state.status == 'subscribed')
    connect(nodes, other, { port: portOf(other), person: grace }).join('room.1')
    // Who is on the doomed node, and does not come back.
    const gone = connect(nodes, doomed, { port: portOf(doomed), person: linus })
    gone.join('room.1')
    await until(() => here.length == 3, { what: 'everybody' })
    const hears = (n: number) =>
      until(async () => {
        await other.publish('private-room.1', 'said', { n })
        return heard.some((data) => (data as { n: number }).n == n)
      })
    await hears(1)

    gone.connection.subscribe(() => {
      gone.disconnect()
    })
    const since: Partial<Record<string, number>> = {}
    echo.connection.subscribe(() => {
      const state = echo.connection.get()
      since[state.status] ??= state.since
    })
    switchboard.pointTo(portOf(other))
    await doomed.kill?.()
    await until(() => since.connected !== undefined && events.state.status == 'subscribed')
    expect((since.connected ?? Infinity) - (since.waiting ?? 0)).toBeLessThan(boundMs)
    await until(() => room.state.status == 'subscribed')
    await hears(2)
    await until(() => here.join() == 'Ada,Grace', { withinMs: 20_000, what: 'Ada and Grace alone' })
    // Both nodes' members are ours again: who comes now is heard of.
    connect(nodes, other, { port: portOf(other), person: linus }).join('room.1')
    await until(() => here.length == 3)
  })
})

/** A backend with one event log for all nodes: what it broadcasts is in the log first, and takes its place along. */
async function startBackend() {
  const { streams, url, stop } = await startServer({ eventLog: true })
  onTestFinished(stop)
  let unsent = 0
  return {
    history: () => eventLog({ endpoint: `${url}/broadcasting/events` }),
    /** How many broadcasts failed, which only the log has then. */
    get unsent() {
      return unsent
    },
    broadcast(node: TestServer, n: number): void {
      const _cursor = streams.append('room.1', {
        event: 'said',
        data: JSON.stringify({ n }),
        exceptSocketId: undefined,
      })
      node.publish('room.1', 'said', { n, _cursor }).catch(() => unsent++)
    },
  }
}

describe.each([soketi, socketIoNodes])(
  'two nodes of $what on Redis with an event log, one of which is killed',
  (nodes) => {
    it('lose, repeat and reorder nothing of 1,000 numbered events', async ({ skip }) => {
      const [doomed, other] = await startNodes(nodes, skip)
      const backend = await startBackend()
      const switchboard = await startSwitchboard(portOf(doomed))
      onTestFinished(() => switchboard.stop())
      const listen = (server: TestServer, port: number, person: Person) => {
        const options = { history: backend.history() }
        const channel = connect(nodes, server, { port, person, options }).channel('room.1')
        const heard = { channel, got: [] as number[], gaps: [] as unknown[] }
        channel.on('said', ({ n }: { n: number }) => heard.got.push(n)).gap((gap) => heard.gaps.push(gap))
        return heard
      }
      const all = [listen(doomed, switchboard.port, ada), listen(other, portOf(other), grace)]
      // Who joins begins at the head that the first answer tells: what is heard was behind that.
      let first = 0
      await until(() => {
        backend.broadcast(doomed, --first)
        return all.every(({ got }) => got.length > 0)
      })
      let node = doomed
      await publishOnTime({
        to: 1_000,
        publish(n) {
          if (n == 500) void doomed.kill?.()
          if (n == 520) switchboard.pointTo(portOf((node = other)))
          backend.broadcast(node, n)
        },
      })
      await until(() => all.every(({ got }) => got.includes(1_000)), { withinMs: 30_000, what: 'the last event' })
      const nothing = { lost: 0, repeated: 0, outOfOrder: 0, gaps: [] }
      const results = all.map(({ got, gaps }) => ({
        ...tally(
          got.filter((n) => n > 0),
          1_000,
        ),
        gaps,
      }))
      expect(results).toEqual([nothing, nothing])
      expect(backend.unsent).toBeGreaterThan(0)
    })
  },
)

it('brings on the other node of Socket.IO what was missed, where the connection broke and no node did', async ({
  skip,
}) => {
  const [first, other] = await startNodes(socketIoNodes, skip)
  const switchboard = await startSwitchboard(portOf(first))
  onTestFinished(() => switchboard.stop())
  const echo = connect(socketIoNodes, first, { port: switchboard.port, person: ada })
  const heard: number[] = []
  echo.private('room.1').listen('.said', ({ n }: { n: number }) => heard.push(n))
  // Socket.IO knows where to go on from the first event on.
  await until(async () => {
    await first.publish('private-room.1', 'said', { n: 0 })
    return heard.length > 0
  })
  const socketId = echo.socketId()
  let losses = 0
  echo.connection.subscribe(() => {
    if (echo.connection.get().status == 'waiting') losses++
  })
  switchboard.pointTo(portOf(other))
  switchboard.cut()
  const sent = Array.from({ length: 20 }, (_, index) => index + 1)
  for (const n of sent) await other.publish('private-room.1', 'said', { n })
  await until(() => heard.includes(20))
  expect(heard.filter((n) => n > 0)).toEqual(sent)
  expect([losses, echo.socketId()]).toEqual([1, socketId])
})
