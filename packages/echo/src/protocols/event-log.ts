// Part of a chunk of its own: what the rest needs as well is given to it, or bundlers would cut another chunk for that.
import type { EchoError } from '../errors.js'
import type { HistoryPage } from '../history.js'
import type { Cursor, Message } from '../message.js'
import type { Members, syncState } from '../presence/members.js'
import type { Protocol } from '../protocol.js'

/** Who asks the log, from where on, and how long it may hold a request. */
export interface EventLogClient {
  /** What the log calls this client. */
  readonly socketId: string
  /** Every name it has had. */
  sockets(): readonly string[]
  /** Up to where a channel's events are there already. */
  position(channel: string): Cursor | undefined
  /** Reads what an answer says of a channel's stream. */
  pageOf(channel: string, answer: unknown): HistoryPage | EchoError
  /** Finds who came and who went. */
  readonly syncState: typeof syncState
  /** Makes the error of a frame that makes no sense. */
  fault(text: string): EchoError
  readonly waitMs: number
}

/** Who asks the event log, and what its answers mean. */
export interface EventLogProtocol extends Pick<Protocol, 'decode'> {
  /** A new link: nothing is asked for yet. */
  begin(): void
  subscribe(channel: string): void
  unsubscribe(channel: string): void
  /** The request that is due now; `soon`: to be answered at once, whether there is something new or not. */
  request(soon: boolean): object
  /** Every name of ours, the present one last. */
  sockets(): readonly string[]
  /** What tells the others that we go; undefined where nobody can see us. */
  goodbye(): object | undefined
  /** How many answers in a row said nothing new; undefined while there is nothing to ask for. */
  quiet(): number | undefined
}

/** A channel that is asked for on this link. */
interface Wanted {
  cursor: Cursor | undefined
  confirmed: boolean
  /** Its first page came: from then on events are live. */
  live: boolean
  members: Members | undefined
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => Object(value) as Record<string, unknown>
const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const ALIVE: Message = { kind: 'alive', reply: undefined }
/** The log takes no more in one request. */
const CHANNELS_MAX = 500
const SOCKETS_MAX = 100
const HINT_MAX_MS = 120_000
/** Who refuses us this often in a row, with so many ms between, is believed: once may be a page of somebody between us and the log. */
const BELIEVED_AFTER = 3
const DOUBT_MS = 2_000
/** Asked for again all at once, since each time means another request. */
const TOO_MANY = {
  message: `The event log takes no more than ${String(CHANNELS_MAX)} channels at a time.`,
  retryAfterMs: 60_000,
}

const text = (value: unknown): string | undefined =>
  typeof value == 'string' ? value : typeof value == 'number' ? String(value) : undefined
/** What a server says of a failure may be a page. */
const words = (message: unknown): string | undefined => text(message)?.slice(0, 200)
const list = (value: unknown): Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value.map(fieldsOf) : [])
const count = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : 0)

/** How long to wait, as the server wants it; one that wants us to stay away for longer is not believed. */
const hint = (value: unknown): number => Math.max(0, Math.min(count(value), HINT_MAX_MS))

/** Where to go on behind a page. */
function behind({ epoch, head, oldest, events }: HistoryPage, after: Cursor | undefined): Cursor {
  const last = events.at(-1)?.seq
  // Without a position it is the head that was asked for. In a stream that is new to us, everything it keeps follows.
  if (!after) return { epoch, seq: last ?? head }
  return { epoch, seq: Math.max(after.epoch == epoch ? after.seq : 0, oldest - 1, last ?? 0) }
}

function membersOf(value: unknown): Members | undefined {
  return Array.isArray(value) ? new Map(list(value).map(({ id, info }) => [text(id) ?? '', info])) : undefined
}

const passes = (status: number): boolean => !status || status == 408 || status == 429 || status >= 500

/** How long to wait after the `times`th refusal in a row; undefined where it is believed. */
const doubtMs = (times: number, retryAfterMs: unknown): number | undefined =>
  times < BELIEVED_AFTER ? Math.max(DOUBT_MS, hint(retryAfterMs)) : undefined

/**
 * The event log's own dialect: a request says which channels are wanted and from where on, an answer what is new on them. As the
 * frame of an answer, its JSON; as that of a request which failed, `{"error":{…}}`; a comment (`:`) is a sign of life.
 *
 * Owns: the channels of this link, where each of them is, who is in it. Does not own: order and gaps (delivery), requests.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createEventLogProtocol(client: EventLogClient): EventLogProtocol {
  const wanted = new Map<string, Wanted>()
  let opened = false
  let quiet = 0
  /** Events of each channel in one answer, after one that was too long; then twice as many each time, up to what the log gives. */
  let limit: number | undefined
  /** Refusals in a row: of requests, over all links, and of each channel on this one. */
  let refusals = 0
  const doubted = new Map<string, number>()

  const sockets = (): string[] => {
    const { socketId } = client
    return [...client.sockets().filter((known) => known != socketId), socketId].slice(-SOCKETS_MAX)
  }
  const refused = (channel: string, error: Readonly<Record<string, unknown>>, waitMs?: number): Message => {
    wanted.delete(channel)
    const { status, message, retryAfterMs } = error
    const code = count(status)
    const reason = words(message) ?? `The event log refused it (${String(code)}).`
    const told = { code: undefined, status: code || undefined, reason, retryable: passes(code) || waitMs !== undefined }
    return { kind: 'refused', channel, ...told, retryAfterMs: waitMs ?? hint(retryAfterMs) }
  }
  const failed = (error: Readonly<Record<string, unknown>>): Message[] => {
    const { message, retryAfterMs } = error
    const status = count(error.status)
    // Who is not signed in may still hear what everybody may. Where some were allowed on this link, a new one tells which still are.
    const locked = [...wanted.keys()].filter((channel) => /^(private|presence)-/.test(channel))
    const allowed = locked.some((channel) => wanted.get(channel)?.confirmed)
    if ((status == 401 || status == 403 || status == 419) && locked.length && !allowed)
      return locked.map((channel) => {
        const times = (doubted.get(channel) ?? 0) + 1
        doubted.set(channel, times)
        return refused(channel, error, doubtMs(times, retryAfterMs))
      })
    refusals = passes(status) ? 0 : refusals + 1
    const reason = `The event log does not answer (${String(status || 'no status')}): ${words(message) ?? 'no reason'}`
    return [{ kind: 'bye', reason, retryAfterMs: refusals ? doubtMs(refusals, retryAfterMs) : hint(retryAfterMs) }]
  }
  const people = (channel: string, entry: Wanted, now: Members): Message[] => {
    const { joined, left } = client.syncState(entry.members ?? now, now)
    entry.members = now
    return [
      ...joined.map(([id, info]): Message => ({ kind: 'joined', channel, id, info })),
      ...left.map(([id]): Message => ({ kind: 'left', channel, id })),
    ]
  }
  // eslint-disable-next-line @typescript-eslint/max-params -- who, what, and when
  const stream = (channel: string, entry: Wanted, answer: unknown, receivedAt: number): Message[] => {
    const page = client.pageOf(channel, answer)
    if (page instanceof Error) return [{ kind: 'error', code: undefined, reason: page.message }]
    const { cursor } = entry
    const { epoch, oldest, events } = page
    entry.cursor = behind(page, cursor)
    const whole = !entry.live || epoch != cursor?.epoch || oldest > cursor.seq + 1
    entry.live = true
    // As it stands for who puts events in order; so is the log of an encrypted channel, which is in the clear.
    if (whole || (events.length && channel.startsWith('private-encrypted-')))
      return [{ kind: 'answer', id: channel, refusal: undefined, channels: page }]
    return events.map(({ seq, skip, event, data }): Message => {
      const about = { channel, cursor: { epoch, seq } }
      if (skip) return { kind: 'skipped', ...about }
      return { kind: 'event', ...about, event, text: undefined, data, userId: undefined, receivedAt }
    })
  }
  // eslint-disable-next-line @typescript-eslint/max-params -- who, what, and when
  const take = (channel: string, entry: Wanted, answer: Readonly<Record<string, unknown>>, now: number): Message[] => {
    if (answer.error !== undefined) return [refused(channel, fieldsOf(answer.error))]
    doubted.delete(channel)
    const messages: Message[] = []
    const members = membersOf(answer.members)
    if (!entry.confirmed || (members && !entry.members)) {
      entry.confirmed = true
      entry.members = members
      messages.push({ kind: 'subscribed', channel, members, me: text(answer.me) })
    } else if (members) messages.push(...people(channel, entry, members))
    if (answer.epoch !== undefined) messages.push(...stream(channel, entry, answer, now))
    for (const { event, data, userId } of list(answer.whispers)) {
      const whisper = { channel, event: text(event) ?? '', text: undefined, data, userId: text(userId) }
      messages.push({ kind: 'event', ...whisper, cursor: undefined, receivedAt: now })
    }
    return messages
  }

  return {
    begin() {
      wanted.clear()
      doubted.clear()
      opened = false
      quiet = 0
    },
    subscribe(channel) {
      const cursor = wanted.get(channel)?.cursor ?? client.position(channel)
      wanted.set(channel, { cursor, confirmed: false, live: false, members: undefined })
    },
    unsubscribe(channel) {
      wanted.delete(channel)
    },
    request(soon) {
      // The handshake asks for nothing and leaves nothing: we may be a member from before.
      if (!opened) return { channels: [], waitMs: 0 }
      const entries = [...wanted].slice(0, CHANNELS_MAX)
      const hurries = soon || entries.some(([, { confirmed }]) => !confirmed)
      return {
        limit,
        channels: entries.map(([name, { cursor }]) => ({ name, epoch: cursor?.epoch, after: cursor?.seq })),
        // Held for a moment at least: only that makes us a member.
        waitMs: hurries ? 1 : client.waitMs,
        leave: entries.length ? undefined : true,
        sockets: sockets(),
      }
    },
    sockets,
    goodbye: () =>
      [...wanted.keys()].some((channel) => channel.startsWith('presence-'))
        ? { channels: [], waitMs: 1, leave: true, sockets: sockets() }
        : undefined,
    quiet: () => (wanted.size ? quiet : undefined),
    decode(frame, receivedAt) {
      if (frame.startsWith(':')) return ALIVE
      const { channels, error } = fieldsOf(parsed(frame))
      if (error !== undefined) return failed(fieldsOf(error))
      if (typeof channels != 'object' || !channels) {
        quiet++
        limit = 1
        throw client.fault(`The event log sent what makes no sense: ${frame.slice(0, 80)}`)
      }
      // The handshake asks for nothing: an answer to it proves little.
      if (opened) {
        limit &&= limit > 50 ? undefined : limit * 2
        refusals = 0
      }
      const news = Object.entries(channels).flatMap(([channel, answer]) => {
        // It may answer for others as well, or for one that was left.
        const entry = wanted.get(channel)
        return entry ? take(channel, entry, fieldsOf(answer), receivedAt) : []
      })
      for (const channel of [...wanted.keys()].slice(CHANNELS_MAX)) news.push(refused(channel, TOO_MANY))
      quiet = news.some(({ kind }) => kind != 'error') ? 0 : quiet + 1
      if (opened) return news.length ? news : ALIVE
      opened = true
      return [{ kind: 'opened', socketId: client.socketId, activityTimeoutMs: undefined }, ...news]
    },
  }
}
