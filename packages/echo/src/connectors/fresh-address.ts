import { EchoError } from '../errors.js'
import { fieldsOf } from '../json.js'
import type { Clock } from '../platform/clock.js'
import type { OpenTransport, Transport, TransportEvents } from '../transport.js'

/** Why an address is asked for: for a first try, or because the server seems not to accept the last one any more. */
export interface AddressRequest {
  readonly reason: 'first' | 'refresh'
}

/** An address, or how to get it; read for each attempt. */
export type Address = string | URL | ReadAddress

/** See {@link Address}. */
export type ReadAddress = (request: AddressRequest) => string | URL | Promise<string | URL>

export interface FreshAddressOptions {
  readonly url: Address
  readonly clock: Clock
  /** Opens a line at what was read. */
  open(address: string | URL, events: TransportEvents): Transport
  /** Whether the server itself said that the last address is no longer good. */
  expired(): boolean
}

/** A line that was open this long was accepted: what ends it later is news. */
const ACCEPTED_MS = 10_000

/** Whether a close code is about who we are: policy (1008), unauthorized (3000, by IANA; 4401, by habit), and what ends for good. */
const isAboutUs = (code: number | undefined): boolean => code == 1008 || code == 3000 || code == 4401 || isForGood(code)
/** 4004 is the connection limit, which passes. */
const isForGood = (code: number | undefined): boolean =>
  code !== undefined && code >= 4000 && code < 4100 && code != 4004

/**
 * Reads the address anew for each attempt. After a line that the server would not have (browsers hide why: it just never opens), or that
 * it ended because of who we are, it is asked for as a refresh: once, then with `first` again, for the server may only be away.
 *
 * Owns: whether the next is a refresh. Does not own: the line, when it is tried again.
 */
export function freshAddress({ url, clock, open, expired }: FreshAddressOptions): OpenTransport {
  let refresh = false
  return (events) => {
    if (typeof url != 'function') return open(url, events)
    const refreshed = refresh || expired()
    refresh = false
    let openedAt: number | undefined
    const watched: TransportEvents = {
      ...events,
      ready() {
        openedAt = clock.now()
        events.ready()
      },
      closed(reason, code) {
        const accepted = openedAt !== undefined && clock.now() - openedAt >= ACCEPTED_MS
        refresh = (openedAt === undefined || isAboutUs(code)) && !(refreshed && !accepted)
        // With another token it may yet let us in.
        if (refresh && isForGood(code)) events.closed(reason || `The server ended it with ${String(code)}.`, undefined)
        else events.closed(reason, code)
      },
    }
    return later(read(url, refreshed ? 'refresh' : 'first'), (address) => open(address, watched), events)
  }
}

async function read(url: ReadAddress, reason: AddressRequest['reason']): Promise<string | URL> {
  try {
    return await url({ reason })
  } catch (error) {
    // Its name and no more: what it says may hold a token.
    throw new EchoError('connection', `No address: \`url\` failed (${String(fieldsOf(error).name)}).`)
  }
}

/** A transport that is opened once its address is known. */
function later<T>(address: Promise<T>, open: (address: T) => Transport, { closed }: TransportEvents): Transport {
  let transport: Transport | undefined
  let over = false
  address
    .then((known) => {
      if (!over) transport = open(known)
    })
    .catch((error: unknown) => {
      if (!over) closed((error as Error).message, undefined)
    })
  return {
    send: (frame) => transport?.send(frame),
    close() {
      over = true
      transport?.close()
    },
  }
}
