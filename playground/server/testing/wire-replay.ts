import { createManualClock, type ManualClock } from '../../../test/support/manual-clock.js'
import { notification, NOTIFICATION_EVENT } from '../demo/notification.js'
import { encodePhp } from '../pusher/php-json.js'
import { channelSignature, signedQuery } from '../pusher/signature.js'
import type { ServerOptions } from '../server-options.js'
import { startServer, type RunningServer } from '../start-server.js'
import type { RecordedAction, RecordedPublish, RecordedStep } from './recording.js'
import { openSocket, type SocketEvent, type TestSocket } from './test-socket.js'

/** Reverb looks at its connections once a minute; in the recording that was first due so long after the scenario's start. */
const SWEEP_MS = 60_000
const FIRST_SWEEP_MS = 58_382

const prefixes = { public: '', private: 'private-', presence: 'presence-' }

/** What one client saw, socket ids and notification ids aside. */
interface Seen {
  readonly who: string
  readonly event: SocketEvent
}

interface Client {
  readonly socket: TestSocket
  readonly recordedId: string | undefined
  actualId: string | undefined
}

/** Plays one recorded scenario against a server of our own, on real sockets and a clock moved by hand. */
export class WireReplay {
  private readonly clients = new Map<string, Client>()
  private readonly recorded: Seen[] = []
  private readonly answered: Seen[] = []

  private constructor(
    private readonly steps: readonly RecordedStep[],
    private readonly server: RunningServer,
    private readonly clock: ManualClock,
  ) {}

  /** Starts a server with the scenario's own configuration. */
  static async begin(steps: readonly RecordedStep[]): Promise<WireReplay> {
    const clock = createManualClock()
    const server = await startServer({ clock, ...recordedOptions(steps) })
    clock.advance(SWEEP_MS - FIRST_SWEEP_MS)
    return new WireReplay(steps, server, clock)
  }

  /** Does what was done, and collects what was and what is answered. */
  async play(): Promise<{ readonly recorded: readonly Seen[]; readonly answered: readonly Seen[] }> {
    let ms = 0
    for (const step of this.steps) {
      await this.clock.advanceAsync(step.ms - ms)
      ms = step.ms
      await this.take(step)
    }
    for (const [who, client] of this.clients) await this.expectSilence(who, client)
    return { recorded: this.recorded, answered: this.answered }
  }

  /** Ends the server. */
  end(): Promise<void> {
    return this.server.stop()
  }

  private async take(step: RecordedStep): Promise<void> {
    const { who, did, sent, received, closed } = step
    if (did !== undefined) await this.act(who, did)
    if (sent !== undefined) this.client(who).socket.send(this.resign(sent, this.client(who)))
    if (received !== undefined) await this.compare(who, { frame: received })
    if (closed !== undefined) await this.compare(who, { closed })
  }

  private async act(who: string, action: RecordedAction): Promise<void> {
    if (action === 'close') this.client(who).socket.ws.close(1000)
    else if ('open' in action) this.open(who, action.open)
    else if ('publish' in action) await this.publish(action.publish)
    else if ('notify' in action) await this.notify(action.notify)
    else if ('signal' in action) await this.server.stop()
  }

  private open(who: string, path: string): void {
    const greeting = this.steps.find((step) => step.who === who && step.received)?.received ?? ''
    const socket = openSocket(this.server.url.replace('http', 'ws') + path)
    this.clients.set(who, { socket, recordedId: socketIdIn(greeting), actualId: undefined })
  }

  private async compare(who: string, recorded: SocketEvent): Promise<void> {
    const client = this.client(who)
    const event = await client.socket.next()
    if ('frame' in event) client.actualId ??= socketIdIn(event.frame)
    this.recorded.push({ who, event: anonymous(recorded, client.recordedId) })
    this.answered.push({ who, event: anonymous(event, client.actualId) })
  }

  /** A ping is answered at once and in order, so nothing else was on its way. */
  private async expectSilence(who: string, { socket }: Client): Promise<void> {
    if (socket.ws.readyState !== socket.ws.OPEN) return
    socket.send({ event: 'pusher:ping' })
    const event = await socket.next()
    const isAnswer = 'frame' in event && /"pusher:pong"|Rate limit exceeded/.test(event.frame)
    if (!isAnswer) this.answered.push({ who, event })
  }

  /** Signatures are for a socket id: a good one is made anew for ours, a bad one stays bad. */
  private resign(sent: string, { recordedId = '', actualId = '' }: Client): string {
    const auth = /"auth":"key:([0-9a-f]{64})"/.exec(sent)?.[1]
    if (auth === undefined) return sent
    const { channel, channel_data: channelData } = (
      JSON.parse(sent) as { data: { channel: string; channel_data?: string } }
    ).data
    const isGood = auth === channelSignature(this.server.secret, { socketId: recordedId, channel, channelData })
    if (!isGood) throw new Error(`A recorded signature for ${channel} is neither good nor meant to be bad.`)
    return sent.replace(auth, channelSignature(this.server.secret, { socketId: actualId, channel, channelData }))
  }

  private publish({ event, channels, data, exceptSocketOf }: RecordedPublish): Promise<void> {
    const names = channels.map(({ kind, name }) => prefixes[kind] + name)
    const except = exceptSocketOf === undefined ? undefined : this.client(exceptSocketOf).actualId
    return this.post({ name: event, data: encodePhp(data), channels: names, socket_id: except })
  }

  private notify({ user, text }: { readonly user: string; readonly text: string }): Promise<void> {
    const data = encodePhp(notification('App\\Notifications\\Ping', { text }))
    return this.post({ name: NOTIFICATION_EVENT, data, channels: [`private-user.${user}`] })
  }

  private async post(payload: unknown): Promise<void> {
    const { url, appId } = this.server
    const request = { method: 'POST', path: `/apps/${appId}/events`, body: JSON.stringify(payload) }
    const query = signedQuery(request, this.server, this.clock.now())
    const response = await fetch(`${url}${request.path}?${query.toString()}`, request)
    if (!response.ok) throw new Error(`Publishing was answered ${String(response.status)}.`)
  }

  private client(who: string): Client {
    const client = this.clients.get(who)
    if (!client) throw new Error(`${who} never opened a connection.`)
    return client
  }
}

/** The environment of the recorded Reverb as options of ours. */
function recordedOptions(steps: readonly RecordedStep[]): ServerOptions {
  const action = steps[0]?.did
  const config = typeof action == 'object' && 'config' in action ? action.config : {}
  const options: { -readonly [Key in keyof ServerOptions]: ServerOptions[Key] } = { sweepIntervalMs: SWEEP_MS }
  for (const [name, value] of Object.entries(config)) {
    if (name === 'REVERB_APP_ACCEPT_CLIENT_EVENTS_FROM') options.acceptClientEventsFrom = value as 'none'
    else if (name === 'REVERB_APP_MAX_CONNECTIONS') options.maxConnections = Number(value)
    else if (name === 'REVERB_APP_PING_INTERVAL') options.pingIntervalMs = Number(value) * 1_000
    else if (name === 'REVERB_APP_ACTIVITY_TIMEOUT') options.activityTimeoutS = Number(value)
    else if (!name.startsWith('REVERB_APP_RATE_LIMIT')) throw new Error(`${name} has no option here.`)
  }
  const max = config.REVERB_APP_RATE_LIMIT_MAX_ATTEMPTS
  const terminate = config.REVERB_APP_RATE_LIMIT_TERMINATE === 'true'
  if (max !== undefined) options.rateLimit = { max: Number(max), perMs: 60_000, terminate }
  return options
}

function socketIdIn(frame: string): string | undefined {
  return /\\"socket_id\\":\\"(\d+\.\d+)\\"/.exec(frame)?.[1]
}

function anonymous(event: SocketEvent, socketId: string | undefined): SocketEvent {
  if ('closed' in event) return event
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
  return { frame: event.frame.replace(socketId ?? '\0', '<socket id>').replace(uuid, '<uuid>') }
}
