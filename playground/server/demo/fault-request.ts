/** What can be broken on purpose. */
export const faultKinds = [
  'cut',
  'half-open',
  'slow',
  'block-web-sockets',
  'refuse-channel',
  'restart',
  'expire-token',
  'lose-streams',
  'buffer-streams',
  'fail-replays',
  'lag',
  'swallow',
  'keep-less',
] as const

/** One of {@link faultKinds}. */
export type FaultKind = (typeof faultKinds)[number]

/** A request to break something. */
export interface FaultRequest {
  readonly kind: FaultKind
  /** For how long. */
  readonly ms: number
  /** By how much `slow` delays each frame. */
  readonly delayMs: number
  /** Whose connection; without it those that the caller is known to have. */
  readonly socketId: string | undefined
  /** The window that it meets, by its `wsPath`, whatever it has open. */
  readonly path: string | undefined
  /** Which channel `refuse-channel` refuses, and `lose-streams` loses. */
  readonly channel: string | undefined
  /** Whether `restart` loses the streams of the event log. */
  readonly losesStreams: boolean
  /** How many events `lag` hides, `swallow` swallows, `keep-less` keeps. */
  readonly count: number
  /** What `fail-replays` answers. */
  readonly answer: FaultAnswer
  /** With which `Retry-After`, in seconds. */
  readonly retryAfterS: number | undefined
}

/** How a replay can fail: a status, a login page, not at all, late by `delayMs`. */
export type FaultAnswer = number | 'html' | 'timeout' | 'slow'

/** How long a fault lasts unless the request says so. */
const defaultMs: Record<FaultKind, number> = {
  cut: 1_000,
  'half-open': 30_000,
  slow: 15_000,
  'refuse-channel': 30_000,
  restart: 2_000,
  'expire-token': 0,
  'block-web-sockets': 30_000,
  'lose-streams': 0,
  'buffer-streams': 60_000,
  'fail-replays': 10_000,
  lag: 5_000,
  swallow: 0,
  'keep-less': 0,
}

/** Nothing stays broken for longer. */
const MAX_MS = 600_000

/** The longest delay of a frame. */
const MAX_DELAY_MS = 10_000

/** The most events that `count` may name. */
const MAX_COUNT = 100_000

/** Reads the body of a request; a text is what is wrong with it. */
export function readFaultRequest(fields: Readonly<Record<string, unknown>>): FaultRequest | string {
  const { socketId, channel, path, losesStreams = false } = fields
  const kind = faultKinds.find((each) => each === fields.kind)
  if (!kind) return `kind must be one of ${faultKinds.join(', ')}.`
  if (!isOptionalText(socketId)) return 'socketId must be a string.'
  if (!isOptionalText(channel)) return 'channel must be a string.'
  if (!isOptionalText(path)) return 'path must be a string.'
  if (typeof losesStreams != 'boolean') return 'losesStreams must be true or false.'
  if (kind === 'refuse-channel' && !channel) return 'refuse-channel needs the full name of a channel.'
  const numbers = readNumbers(kind, fields)
  return typeof numbers == 'string' ? numbers : { kind, socketId, channel, path, losesStreams, ...numbers }
}

type Numbers = Pick<FaultRequest, 'ms' | 'delayMs' | 'count' | 'answer' | 'retryAfterS'>

function readNumbers(kind: FaultKind, fields: Readonly<Record<string, unknown>>): Numbers | string {
  const { ms = defaultMs[kind], delayMs = 800, count = 1, answer = 500, retryAfterS } = fields
  if (!isWithin(ms, MAX_MS)) return `ms must be a number from 0 to ${String(MAX_MS)}.`
  if (!isWithin(delayMs, MAX_DELAY_MS)) return `delayMs must be a number from 0 to ${String(MAX_DELAY_MS)}.`
  if (!isWithin(count, MAX_COUNT)) return `count must be a number from 0 to ${String(MAX_COUNT)}.`
  if (!isAnswer(answer)) return 'answer must be a status from 400 to 599, html, timeout or slow.'
  if (retryAfterS !== undefined && !isWithin(retryAfterS, MAX_MS / 1_000))
    return 'retryAfterS must be a number of seconds.'
  return { ms, delayMs, count, answer, retryAfterS }
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value == 'string'
}

function isAnswer(value: unknown): value is FaultAnswer {
  if (value === 'html' || value === 'timeout' || value === 'slow') return true
  return Number.isInteger(value) && isWithin(value, 599) && value >= 400
}

function isWithin(value: unknown, max: number): value is number {
  return typeof value == 'number' && value >= 0 && value <= max
}
