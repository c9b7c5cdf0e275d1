import type { AuthorizationRequest, Echo, EchoError, Platform } from '@resound/echo/core'
import { signAuthorization } from '../support/pusher-api.js'
import { until } from '../support/until.js'
import type { TestUser } from '../servers/server.js'
import type { ConnectorUnderTest, GivenOptions } from './subject.js'
import type { StageParts } from './stage.js'
import { watchPlatform, type RequestCount, type WatchedPlatform } from './support/watched-platform.js'
import type { CountingClock } from '../support/counting-clock.js'

/** Somebody on presence channels. */
export interface Member {
  readonly id: string | number
  readonly info?: unknown
}

/** How a client is made. */
export interface ClientOptions {
  /** By what it reaches the server: straight, through the TCP proxy, or through the meddler with its frames. Default: straight. */
  readonly through?: 'server' | 'proxy' | 'meddler'
  /** Who it is at the server's own authorization endpoint. Default `ada`. */
  readonly user?: TestUser
  /** Is this member of presence channels, whoever it is elsewhere. */
  readonly member?: Member
  /** In place of the machine's clock. */
  readonly clock?: CountingClock
  /** Default: the server's. */
  readonly key?: string
  /** A server other than the stage's. */
  readonly url?: string
  readonly activityTimeout?: number
  readonly pongTimeout?: number
  readonly platform?: Partial<Platform>
  /** Echo's own options, which win over the above. */
  readonly echo?: GivenOptions
}

/** A frame that passed, in the words of the Pusher protocol. */
export interface SeenFrame {
  readonly direction: 'in' | 'out'
  readonly event: unknown
  /** The channel it is about. */
  readonly channel: unknown
  readonly data: unknown
}

/** An Echo with a real socket, and what came of it. */
export interface Client {
  readonly echo: Echo
  /** What `onError` was told. */
  readonly errors: readonly EchoError[]
  readonly frames: readonly SeenFrame[]
  readonly watched: WatchedPlatform
  /**
   * Waits until it is connected, and not by the connection `otherThan`. Gives the socket id, or since when it is connected where
   * the server names no connection.
   */
  connected(otherThan?: string): Promise<string>
  /** Waits until it is connected and all of these are subscribed; without names, all it has. Full names. */
  subscribed(...channels: string[]): Promise<void>
  /** Waits until everything the server has sent to it so far has arrived. */
  caughtUp(): Promise<void>
  /** The frames it sent: those of `event`, about `channel`. */
  sent(event: string, channel?: string): readonly SeenFrame[]
}

/** Low enough to come back soon, high enough not to spin where nobody listens. */
const backoffFactor = 0.05

let clients = 0
let made = 0

/** Makes a client, which connects at once. */
export function createClient(connector: ConnectorUnderTest, parts: StageParts, options: ClientOptions): Client {
  const { server, subject } = parts
  const watched = watchPlatform(options.clock)
  const errors: EchoError[] = []
  const frames: SeenFrame[] = []
  const url = { server: server.url, proxy: parts.proxyUrl, meddler: parts.meddler.url }[options.through ?? 'server']
  const { activityTimeout, pongTimeout, member, user = 'ada' } = options
  const headers = server.headersOf(user)
  const where = { url: options.url ?? url, key: options.key ?? server.key, user, headers }
  // Each its own: clients without a web socket make up their names by it.
  const random = backoffFactor + ++clients / 1e6
  const echo = connector.createEcho(
    { ...where, activityTimeout, pongTimeout },
    {
      authEndpoint: server.authorizationEndpoint,
      auth: { headers: { ...headers } },
      onError: (error) => {
        errors.push(error)
      },
      ...(member && (subject.admit?.(member) ?? signing(server, member))),
      platform: { ...watched.parts, random: () => random, ...options.platform },
      ...options.echo,
    },
  )
  const { read = readPusherFrame } = connector
  echo.watchFrames((direction, frame) => frames.push({ direction, ...read(frame) }))
  return { echo, errors, frames, watched, ...waits(echo, parts, watched.requests), sent: sentIn(frames) }
}

const signing = (server: StageParts['server'], member: Member): GivenOptions => ({
  authorize: async (request) => signAuthorization(server, signed(request, member)),
})

const signed = (request: AuthorizationRequest, { id, info }: Member) =>
  request.channel.startsWith('presence-') ? { ...request, channelData: { user_id: id, user_info: info } } : request

function waits(
  echo: Echo,
  { publish, subject }: StageParts,
  requests: RequestCount,
): Pick<Client, 'connected' | 'subscribed' | 'caughtUp'> {
  const ownChannel = `caught-up.${++made}`
  let marks = 0
  /** Since when each connection was one: who names itself keeps its name. */
  const told = new Map<string, number>()
  const subscribed: Client['subscribed'] = async (...names) => {
    const wanted = (): string[] => (names.length > 0 ? names : Object.keys(echo.connector.channels))
    const missing = (): string[] => wanted().filter((name) => statusOf(echo, name) != 'subscribed')
    await until(
      () => {
        const rest = missing()
        if (rest.length > 0) throw new Error(rest.map((name) => `${name} is ${statusOf(echo, name)}`).join(', '))
        return echo.connection.get().status == 'connected'
      },
      { what: 'the subscriptions' },
    )
    await subject.settled?.(echo, wanted(), requests)
  }
  return {
    subscribed,
    connected: (otherThan) =>
      until(
        () => {
          const { status, socketId, since } = echo.connection.get()
          const name = socketId ?? String(since)
          if (status != 'connected' || (name === otherThan && told.get(name) === since))
            throw new Error(`it is ${status}`)
          told.set(name, since)
          return name
        },
        { what: otherThan === undefined ? 'the connection' : 'another connection' },
      ),
    async caughtUp() {
      const mark = ++marks
      const controller = new AbortController()
      const { signal } = controller
      const arrived = new Promise<void>((resolve) => {
        echo.channel(ownChannel).on(`mark-${mark}`, () => resolve(), { signal })
      })
      await subscribed(ownChannel)
      await publish(ownChannel, `mark-${mark}`, {})
      await arrived
      controller.abort()
    },
  }
}

function statusOf({ connector: { channels } }: Echo, name: string): string {
  return (Object.hasOwn(channels, name) ? channels[name]?.state.status : undefined) ?? 'not there'
}

/** What a frame of the Pusher protocol says. */
export function readPusherFrame(frame: string): Omit<SeenFrame, 'direction'> {
  const { event, channel, data } = (parse(frame) ?? {}) as Record<string, unknown>
  const inner = typeof data == 'string' ? parse(data) : data
  const about = channel ?? (inner as { channel?: unknown } | null | undefined)?.channel
  return { event, channel: about, data: inner }
}

function sentIn(frames: readonly SeenFrame[]): Client['sent'] {
  return (event, channel) =>
    frames.filter(
      (frame) =>
        frame.direction == 'out' && frame.event == event && (channel === undefined || frame.channel == channel),
    )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
