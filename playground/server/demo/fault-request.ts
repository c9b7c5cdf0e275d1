/** What can be broken on purpose. */
export const faultKinds = ['cut', 'half-open', 'slow', 'refuse-channel', 'restart', 'expire-token'] as const

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
  /** Which channel `refuse-channel` refuses. */
  readonly channel: string | undefined
}

/** How long a fault lasts unless the request says so. */
const defaultMs: Record<FaultKind, number> = {
  cut: 1_000,
  'half-open': 30_000,
  slow: 15_000,
  'refuse-channel': 30_000,
  restart: 2_000,
  'expire-token': 0,
}

/** Nothing stays broken for longer. */
const MAX_MS = 600_000

/** The longest delay of a frame. */
const MAX_DELAY_MS = 10_000

/** Reads the body of a request; a text is what is wrong with it. */
export function readFaultRequest(fields: Readonly<Record<string, unknown>>): FaultRequest | string {
  const { socketId, channel } = fields
  const kind = faultKinds.find((each) => each === fields.kind)
  if (!kind) return `kind must be one of ${faultKinds.join(', ')}.`
  const { ms = defaultMs[kind], delayMs = 800 } = fields
  if (!isWithin(ms, MAX_MS)) return `ms must be a number from 0 to ${String(MAX_MS)}.`
  if (!isWithin(delayMs, MAX_DELAY_MS)) return `delayMs must be a number from 0 to ${String(MAX_DELAY_MS)}.`
  if (socketId !== undefined && typeof socketId != 'string') return 'socketId must be a string.'
  if (channel !== undefined && typeof channel != 'string') return 'channel must be a string.'
  if (kind === 'refuse-channel' && !channel) return 'refuse-channel needs the full name of a channel.'
  return { kind, ms, delayMs, socketId, channel }
}

function isWithin(value: unknown, max: number): value is number {
  return typeof value == 'number' && value >= 0 && value <= max
}
