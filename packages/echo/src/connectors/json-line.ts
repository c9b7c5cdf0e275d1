import { createConnection, type Timeouts } from '../connection/connection.js'
import type { Connector, ConnectorContext } from '../connector.js'
import { createOutbox } from '../delivery/outbox.js'
import { historyOf } from '../delivery/replay.js'
import { EchoError } from '../errors.js'
import { pageOf } from '../histories/page.js'
import { fieldsOf } from '../json.js'
import type { AnswerMessage } from '../message.js'
import { createJsonProtocol, type JsonDialect } from '../protocols/json.js'
import { openWebSocket } from '../transports/web-socket.js'
import { freshAddress, type Address } from './fresh-address.js'
import { lineOf, whisperFrame } from './own-line.js'
import { socketHistory } from './socket-history.js'

/** What `websocket` makes of its options. */
export interface JsonLineOptions extends Timeouts, JsonDialect {
  readonly url: Address
  readonly authorizeChannels?: boolean | undefined
}

/**
 * The connector of the JSON protocol.
 *
 * Owns: which channels this line has, what waits for an answer. Does not own: the connection, what a frame means, when a channel is
 * subscribed.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function jsonLine(options: JsonLineOptions, context: ConnectorContext): Connector {
  const { platform, events, position, sockets } = context
  const { clock, random, page } = platform
  const channels = new Set<string>()
  const protocol = createJsonProtocol(channels, options)
  let streams = false

  /** Sends what `write` gives; what it throws is not the caller's. */
  const say = (write: () => string): void => {
    try {
      line.send(write())
    } catch (cause) {
      events.error(new EchoError('protocol', '`encode` threw.', { cause }))
    }
  }
  const outbox = createOutbox({
    clock,
    // No two connections of a server have the same name, and a client counts through all of its own.
    prefix: () => line.state.get().socketId ?? random().toString(36).slice(2),
    send: (frame) => {
      line.send(frame)
    },
    settled: (_, error) => {
      if (error) events.error(error)
    },
  })
  const asked = socketHistory((channels) => {
    const id = outbox.nextId()
    say(() => protocol.history(id, channels, sockets()))
    return id
  })
  const history = historyOf(() => asked)
  const answered = (answer: AnswerMessage): void => {
    const { id, refusal, channels } = answer
    if (id === undefined) {
      for (const [channel, value] of Object.entries(fieldsOf(channels))) {
        const found = pageOf(channel, value)
        if (found instanceof EchoError) events.error(found)
        else events.page?.(channel, found)
      }
    } else {
      asked.answer(answer)
      outbox.answer(id, refusal)
    }
  }
  const startAnew = (): void => {
    channels.clear()
    outbox.lost()
  }
  const line = lineOf(
    createConnection({
      activityTimeout: options.activityTimeout,
      pongTimeout: options.pongTimeout,
      unavailableTimeout: options.unavailableTimeout,
      transport: 'web-socket',
      open: freshAddress({
        url: options.url,
        clock,
        expired: () => protocol.expired,
        open(address, handlers) {
          protocol.begin()
          return openWebSocket(webSocketAt(address, page.origin()), platform, handlers)
        },
      }),
      protocol,
      platform,
      events: {
        ...events,
        opened(link) {
          protocol.learn()
          streams = protocol.server?.history ?? false
          startAnew()
          events.opened(link)
        },
        lost() {
          startAnew()
          events.lost()
        },
        message(message) {
          events.message(message)
          if (message.kind == 'subscribed') outbox.resume(message.channel)
        },
      },
      answered,
    }),
    context,
  )
  line.state.subscribe(() => {
    const { status, error } = line.state.get()
    // 1009: one of these frames ended the connection, and would again.
    if (status == 'closed' || status == 'failed' || error?.code == 1009) outbox.giveUp('the connection ended.')
  })
  return {
    ...line,
    authorizes: options.authorizeChannels ?? false,
    confirms: () => protocol.server !== undefined,
    // Kept while the server is away: it will say itself whether it has one no more.
    get history() {
      return streams ? history : undefined
    },
    subscribe(channel, authorization) {
      channels.add(channel)
      say(() => protocol.subscribe(channel, authorization, protocol.server?.history ? position(channel) : undefined))
    },
    unsubscribe(channel) {
      channels.delete(channel)
      outbox.giveUp('it was left.', channel)
      say(() => protocol.unsubscribe(channel))
    },
    whisper(channel, event, data) {
      const id = protocol.server?.acks ? outbox.nextId() : undefined
      // An event without data would be a word of the protocol.
      const write = (): string => protocol.encode({ event: 'client-' + event, channel, data: data ?? null, id })
      const frame = whisperFrame({ channel, event, write }, protocol.maxFrameBytes)
      if (typeof frame != 'string') return frame
      if (id !== undefined) return outbox.take({ id, channel, frame })
      line.send(frame)
      return undefined
    },
  }
}

/** The address of a web socket, also for who wrote `https://…` or a path. It may hold a token: no error may quote it. */
function webSocketAt(address: string | URL, origin: string | undefined): string {
  try {
    const { href } = new URL(address, origin)
    // In React Native, no part of a URL could be read or changed for long, and `href` had a slash too many.
    const text = String(address)
    const full = (/^\w+:/.test(text) ? text : href).replace(/^http/i, 'ws').replace(/#.*/, '')
    if (/^wss?:/i.test(full)) return full
  } catch {
    // Said below.
  }
  throw new EchoError('connection', '`url` gives no address of a web socket.')
}
