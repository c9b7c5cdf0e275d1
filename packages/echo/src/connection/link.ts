import type { FrameWatcher } from '../connector.js'
import { EchoError } from '../errors.js'
import type { AnswerMessage, ChannelMessage, ErrorMessage, Message } from '../message.js'
import type { Platform } from '../platform/platform.js'
import type { Protocol } from '../protocol.js'
import type { OpenTransport, Transport } from '../transport.js'
import { startHeartbeat, type Heartbeat } from './heartbeat.js'

/** `refused`: trying again cannot help; `full`: try late; `lost`: try again. */
export type LinkEnd = 'refused' | 'full' | 'lost'

/** What a link is made with, and what it tells. After `ended` it tells nothing. */
export interface LinkOptions<Frame = string> {
  readonly open: OpenTransport<Frame>
  readonly protocol: Pick<Protocol<Frame>, 'decode' | 'greetingMs' | 'ping'>
  readonly platform: Platform
  /** How long the line may be silent, in ms; a server's shorter wish wins. */
  readonly activityTimeout: number
  /** How long a ping may go unanswered, in ms. */
  readonly pongTimeout: number
  /** Who watches every frame: most often nobody. */
  readonly watchers: ReadonlySet<FrameWatcher>
  opened(socketId: string | undefined): void
  message(message: ChannelMessage): void
  /** For protocols whose servers answer what we send. */
  answered?(answer: AnswerMessage): void
  error(error: EchoError): void
  ended(how: LinkEnd, error: EchoError): void
}

export interface LiveLink {
  send(frame: string): void
  /** Asks for a sign of life within `answerMs`. */
  probe(answerMs: number): void
  /** Ends it, silently. */
  close(): void
  /** Whether the server was heard after the handshake: only then was it a connection worth the name. */
  proven(): boolean
}

/** From the first try to the server's greeting, or to an open line where none is awaited. */
const HANDSHAKE_MS = 10_000
/** However seldom a server wants the line to be silent, we do not ask more often. */
const LEAST_MS = 1_000
/** An error frame is the reason of an end that follows within this time: Reverb closes with 1006 after every error. */
const REASON_MS = 1_000

// Pusher protocol: 4000–4099 do not reconnect. 4004 is the connection limit, which passes.
function howItEnds(code: number | undefined): LinkEnd {
  if (code == 4004) return 'full'
  return code && code >= 4000 && code < 4100 ? 'refused' : 'lost'
}

/**
 * One transport with one protocol, from the first frame to the last: handshake, heartbeat, verdict.
 *
 * Owns: the transport and its timers. Does not own: what comes after its end; it is used once and thrown away.
 *
 * ```
 * handshake ──opened──▶ open ──ended──▶ over        close() leads to `over` from anywhere, without a word
 *     └──────── error frame, silence, end ──ended──▶ over
 * ```
 * Where a protocol does not insist on a greeting, an open line is `opened` without one after a moment, and once more by a late one.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createLink<Frame>(options: LinkOptions<Frame>): LiveLink & { open(): void } {
  const { protocol, platform, watchers } = options
  const { clock, signals } = platform
  let transport: Transport | undefined
  let heartbeat: Heartbeat | undefined
  let complaint: ErrorMessage | undefined
  let complainedAt = 0
  let proven = false
  let greeted = false
  let opened = false
  let over = false

  const show = (direction: 'in' | 'out', frame: Frame | string): void => {
    const text = typeof frame == 'string' ? frame : JSON.stringify(frame)
    for (const watcher of watchers) watcher(direction, text)
  }
  const send = (text: string): void => {
    show('out', text)
    transport?.send(text)
  }
  const close = (): void => {
    over = true
    cancelHandshake()
    heartbeat?.stop()
    transport?.close()
  }
  // eslint-disable-next-line @typescript-eslint/max-params -- as many as an end has sides
  const end = (reason: string, code?: number, how = howItEnds(code), retryAfterMs?: number): void => {
    if (over) return
    close()
    options.ended(how, new EchoError('connection', reason, { code, retryAfterMs }))
  }
  let cancelHandshake = clock.timer(HANDSHAKE_MS, () => {
    end('The server did not greet us in time.')
  })
  const open = (socketId: string | undefined, activityTimeoutMs = Infinity): void => {
    cancelHandshake()
    opened = true
    heartbeat?.stop()
    const { ping } = protocol
    heartbeat =
      ping === undefined
        ? undefined
        : startHeartbeat({
            clock,
            intervalMs: Math.min(options.activityTimeout, Math.max(LEAST_MS, activityTimeoutMs)),
            answerMs: options.pongTimeout,
            hidden: signals.hidden,
            ping: () => {
              send(ping)
            },
            dead: () => {
              end('The server no longer answers.')
            },
          })
    options.opened(socketId)
  }
  const receive = (text: Frame): void => {
    if (over) return
    if (watchers.size) show('in', text)
    const now = clock.now()
    heartbeat?.heard(now)
    let decoded
    try {
      decoded = protocol.decode(text, now)
    } catch (error) {
      options.error(error as EchoError)
      return
    }
    const message = decoded as Message
    // What nearly every frame comes to, without a further call: what one needs is fetched from memory anew for each event.
    if (message.kind == 'event' && opened) {
      proven = true
      options.message(message)
    } else if (!Array.isArray(decoded)) take(message, now)
    else for (const message of decoded as readonly Message[]) take(message, now)
  }
  const take = (message: Message, now: number): void => {
    // Who heard of the one before may have closed us.
    if (over) return
    const { kind } = message
    // It speaks without a greeting.
    if (!opened && protocol.greetingMs !== undefined && kind != 'opened' && kind != 'bye') open(undefined)
    if (message.kind == 'alive') {
      proven = true
      if (message.reply) send(message.reply)
    } else if (message.kind == 'opened') {
      if (greeted) return
      greeted = true
      open(message.socketId, message.activityTimeoutMs)
    } else if (message.kind == 'bye') {
      const { reason, retryAfterMs } = message
      end(reason, undefined, retryAfterMs === undefined ? 'refused' : 'lost', retryAfterMs)
    } else if (!opened) {
      if ('reason' in message) end(message.reason, message.code)
    } else if (message.kind == 'error') {
      // 4009 is about one command here: a line that is lost after a refused whisper is only lost.
      if (message.code != 4009) {
        complaint = message
        complainedAt = now
      }
      options.error(new EchoError('protocol', message.reason, { code: message.code }))
    } else {
      proven = true
      if (message.kind == 'answer') options.answered?.(message)
      else options.message(message)
    }
  }
  return {
    open() {
      try {
        transport = options.open({
          ready() {
            const { greetingMs } = protocol
            if (greetingMs === undefined || opened) return
            cancelHandshake()
            if (greetingMs) cancelHandshake = clock.timer(greetingMs, () => open(undefined))
            else open(undefined)
          },
          frame: receive,
          closed(reason, code) {
            if (complaint && clock.now() - complainedAt <= REASON_MS) end(complaint.reason, complaint.code)
            else end(reason || `The connection ended (${String(code)}).`, code)
          },
        })
      } catch (error) {
        end((error as Error).message)
      }
    },
    send,
    probe: (answerMs) => heartbeat?.probe(answerMs),
    close,
    proven: () => proven,
  }
}
