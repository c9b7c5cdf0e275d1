import type { Connection, Timeouts } from '../connection/connection.js'
import type { ConnectorContext } from '../connector.js'
import { EchoError } from '../errors.js'
import { NO_WEB_SOCKET } from '../transports/web-socket.js'

/** How long our own line waits for what. */
export interface LineOptions {
  /** How long the line may be silent before we ask whether it lives, in ms (120,000); the server's shorter wish wins. */
  activityTimeout?: number | undefined
  /** How long we wait for the answer, in ms (10,000). */
  pongTimeout?: number | undefined
  /** How long we try before the connection is called unavailable, in ms (10,000). */
  unavailableTimeout?: number | undefined
}

const DEFAULTS: Timeouts = { activityTimeout: 120_000, pongTimeout: 10_000, unavailableTimeout: 10_000 }

/** The defaults where an option says nothing. Throws an `EchoError` of kind `config` for a time that is none. */
export function timeoutsOf(options: LineOptions): Timeouts {
  const timeouts = { ...DEFAULTS }
  for (const name of Object.keys(DEFAULTS) as (keyof Timeouts)[]) {
    const ms = (timeouts[name] = options[name] ?? DEFAULTS[name])
    if (!(ms > 0)) throw new EchoError('config', `${name} is in ms, above 0.`)
  }
  return timeouts
}

/** What a connector of our own line has from its connection. Without a web socket nothing is tried. */
export function lineOf(connection: Connection, { platform, log }: ConnectorContext): Connection {
  return {
    ...connection,
    connect() {
      // On a server there is nothing to wait for: trying again would only keep the process alive.
      if (platform.WebSocket) connection.connect()
      else log(NO_WEB_SOCKET)
    },
  }
}

/** A whisper that is to be written as a frame. */
export interface Whisper {
  readonly channel: string
  readonly event: string
  /** Throws where its data is no JSON. */
  write(): string
}

/** The frame, or why there is none. */
export function whisperFrame({ channel, event, write }: Whisper, maxFrameBytes: number): string | EchoError {
  try {
    const frame = write()
    const bytes = new TextEncoder().encode(frame).length
    if (bytes <= maxFrameBytes) return frame
    const text = `Whisper "${event}" has ${String(bytes)} bytes: over ${String(maxFrameBytes)} the server ends the connection.`
    return new EchoError('whisper', text, { channel, code: 1009 })
  } catch (cause) {
    return new EchoError('whisper', `Whisper "${event}" cannot be written as JSON.`, { channel, cause })
  }
}
