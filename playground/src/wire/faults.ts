import type { DemoUser, Fault } from '../demo/demo-types.js'
import type { BroadcasterName, Place } from '../session/address.js'

/** A way to break something. */
export interface FaultButton {
  readonly label: string
  /** What one will see. */
  readonly explains: string
  /** What is written down when it was done. */
  readonly says: string
  readonly fault: Fault
  /** Whether there must be a connection to break. */
  readonly isOfWire: boolean
}

/** The channel that is refused when "this channel" is, by its full name. */
export function channelOf(place: Place, user: DemoUser): string {
  switch (place.kind) {
    case 'conversation':
      return `private-conversation.${place.id}`
    case 'orders':
      return 'private-orders.1001'
    case 'exports':
    case 'notifications':
      return `private-App.Models.User.${user.id}`
  }
}

const READ_MS = 5_000

const cut = (seconds: number): FaultButton => ({
  label: `${String(seconds)} s`,
  explains: 'The connection is reset, and none of this window is let in for that long, HTTP neither',
  says: `The wire is cut for ${String(seconds)} s.`,
  fault: { kind: 'cut', ms: seconds * 1_000 },
  isOfWire: true,
})

/** The shortest one. */
export const blink = cut(1)

/** In a row after the words "Cut for". */
export const cuts: readonly FaultButton[] = [blink, cut(5), cut(30)]

/** What breaks the connection otherwise. */
const wireFaults: readonly FaultButton[] = [
  {
    label: 'Half-open',
    explains:
      'For a minute nothing passes and nobody is told; after 30 s of silence a ping without its answer shows it',
    says: 'The wire is half-open for a minute.',
    fault: { kind: 'half-open', ms: 60_000 },
    isOfWire: true,
  },
  {
    label: 'Slow',
    explains: 'For 15 s every frame is 800 ms late',
    says: 'The wire is slow for 15 s.',
    fault: { kind: 'slow', ms: 15_000 },
    isOfWire: true,
  },
]

/** What only a part of the ladder meets. */
const ladderFaults: readonly FaultButton[] = [
  {
    label: 'Block web sockets',
    explains: 'For 30 s no web socket gets through, as behind some proxies: the connection goes on over HTTP',
    says: 'Web sockets are blocked for 30 s.',
    fault: { kind: 'block-web-sockets', ms: 30_000 },
    isOfWire: false,
  },
  {
    label: 'Drop an event',
    explains: 'The next event reaches nobody; the one after it shows that it is missing',
    says: 'The next event reaches nobody.',
    fault: { kind: 'swallow', count: 1 },
    isOfWire: false,
  },
]

/** How long a line about it stands: as long as it lasts, and long enough to be read. */
export function lastsMs(fault: Fault): number {
  return Math.max(READ_MS, 'ms' in fault ? fault.ms : 0)
}

/** Whether there is something that it breaks. */
export function meets({ fault }: FaultButton, broadcaster: BroadcasterName): boolean {
  return fault.kind !== 'block-web-sockets' || (broadcaster !== 'sse' && broadcaster !== 'polling')
}

/** What breaks the rest. */
export function otherFaults(channel: string): readonly FaultButton[] {
  return [
    ...wireFaults,
    {
      label: 'Expire token',
      explains: 'The next request is answered 401, and gets a new token',
      says: 'The token has expired: the next request gets a new one.',
      fault: { kind: 'expire-token' },
      isOfWire: false,
    },
    {
      label: 'Refuse channel',
      explains: `For 30 s ${channel} is answered 403`,
      says: `${channel} is refused for 30 s.`,
      fault: { kind: 'refuse-channel', ms: 30_000, channel },
      isOfWire: true,
    },
    {
      label: 'Restart server',
      explains: 'The connections of all windows are reset, and none is let in for 2 s',
      says: 'The server restarts.',
      fault: { kind: 'restart', ms: 2_000 },
      isOfWire: false,
    },
    {
      label: 'Restart, forget',
      explains: 'The same, and the server has lost what it kept: what was missed is gone, and is said to be',
      says: 'The server restarts, and has forgotten everything.',
      fault: { kind: 'restart', ms: 2_000, losesStreams: true },
      isOfWire: false,
    },
    ...ladderFaults,
  ]
}
