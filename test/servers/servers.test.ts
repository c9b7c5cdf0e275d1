import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { until } from '../support/until.js'
import { startEmbedded } from './embedded.js'
import { useGivenServer } from './given.js'
import { ServerUnavailableError, type TestServer, type TestUser } from './server.js'
import { startSoketi } from './soketi.js'

interface Frame {
  event: string
  channel?: string
  data?: unknown
}

/** A client with no library of the Pusher protocol at all. */
class RawClient {
  readonly frames: Frame[] = []
  socketId = ''

  private constructor(
    readonly socket: WebSocket,
    private readonly server: TestServer,
  ) {
    socket.on('message', (text: Buffer) => this.frames.push(JSON.parse(text.toString()) as Frame))
  }

  static async connect(server: TestServer): Promise<RawClient> {
    const client = new RawClient(new WebSocket(`${server.url}/app/${server.key}?protocol=7`), server)
    const { data } = await client.heard('pusher:connection_established')
    client.socketId = (JSON.parse(data as string) as { socket_id: string }).socket_id
    return client
  }

  heard(event: string): Promise<Frame> {
    return until(() => this.frames.find((frame) => frame.event == event), { what: `${event} from ${this.server.name}` })
  }

  /** Asks the endpoint as `user`, and subscribes with what it said. */
  async subscribe(channel: string, user: TestUser): Promise<void> {
    const response = await fetch(this.server.authorizationEndpoint, {
      method: 'POST',
      headers: this.server.headersOf(user),
      body: new URLSearchParams({ socket_id: this.socketId, channel_name: channel }),
    })
    const authorization = (await response.json()) as object
    this.socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel, ...authorization } }))
  }
}

const startGiven = async (): Promise<TestServer> => {
  const owner = await startEmbedded()
  const given = await useGivenServer(owner)
  return {
    ...given,
    async stop() {
      await given.stop()
      await owner.stop()
    },
  }
}

describe.each([
  ['starting the embedded server', startEmbedded, true],
  ['starting Soketi', startSoketi, true],
  ['using a server that runs already', startGiven, false],
] as const)('%s', (_, start, isOurs) => {
  let server: TestServer | undefined
  let unavailable = ''
  const theServer = (skip: (reason: string) => never): TestServer => server ?? skip(unavailable)

  beforeAll(async () => {
    server = await start().catch((error: unknown) => {
      if (!(error instanceof ServerUnavailableError)) throw error
      unavailable = error.message
      return undefined
    })
  })
  afterAll(() => server?.stop())

  it('lets in who its endpoint authorized, and brings them what is published', async ({ skip }) => {
    const running = theServer(skip)
    const client = await RawClient.connect(running)
    await client.subscribe('private-room.1', 'ada')
    await client.heard('pusher_internal:subscription_succeeded')
    await running.publish('private-room.1', 'order.shipped', { id: 7 })
    const { channel, data } = await client.heard('order.shipped')
    expect(channel).toBe('private-room.1')
    expect(JSON.parse(data as string)).toEqual({ id: 7 })
    client.socket.terminate()
  })

  it('keeps from a publisher its own event', async ({ skip }) => {
    const running = theServer(skip)
    const [sender, other] = [await RawClient.connect(running), await RawClient.connect(running)]
    for (const client of [sender, other]) {
      await client.subscribe('private-room.1', 'ada')
      await client.heard('pusher_internal:subscription_succeeded')
    }
    await running.publish('private-room.1', 'mine', {}, { socketId: sender.socketId })
    await running.publish('private-room.1', 'last', {})
    await Promise.all([sender.heard('last'), other.heard('last')])
    expect(sender.frames.map(({ event }) => event)).not.toContain('mine')
    expect(other.frames.map(({ event }) => event)).toContain('mine')
    for (const client of [sender, other]) client.socket.terminate()
  })

  it('knows its two users apart on a presence channel, and relays a whisper', async ({ skip }) => {
    const running = theServer(skip)
    const [ada, grace] = [await RawClient.connect(running), await RawClient.connect(running)]
    await ada.subscribe('presence-room.1', 'ada')
    await ada.heard('pusher_internal:subscription_succeeded')
    await grace.subscribe('presence-room.1', 'grace')
    const { data } = await grace.heard('pusher_internal:subscription_succeeded')
    expect(JSON.parse(data as string)).toMatchObject({
      presence: { count: 2, hash: { 1: { name: 'Ada Lovelace' }, 2: { name: 'Grace Hopper' } } },
    })
    const whisper = { event: 'client-typing', channel: 'presence-room.1', data: { now: true } }
    grace.socket.send(JSON.stringify(whisper))
    expect(await ada.heard('client-typing')).toMatchObject({ ...whisper, user_id: '2' })
    for (const client of [ada, grace]) client.socket.terminate()
  })

  it(`is ${isOurs ? 'ours' : 'not ours'} to restart`, ({ skip }) => {
    expect(theServer(skip).restart !== undefined).toBe(isOurs)
  })

  const ifOurs = isOurs ? it : () => undefined
  ifOurs('restarts on its port, without its connections', async ({ skip }) => {
    const running = theServer(skip)
    const before = await RawClient.connect(running)
    const closed = once(before.socket, 'close')
    await running.restart?.()
    await closed
    const after = await RawClient.connect(running)
    expect(after.socketId).toMatch(/^\d+\.\d+$/)
    after.socket.terminate()
  })

  it('is gone when it is stopped', async ({ skip }) => {
    const running = theServer(skip)
    await running.stop()
    server = undefined
    await expect(fetch(running.httpUrl)).rejects.toThrow('fetch failed')
    await expect(fetch(running.authorizationEndpoint)).rejects.toThrow('fetch failed')
  })
})
