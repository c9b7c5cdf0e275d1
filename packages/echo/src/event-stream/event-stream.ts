import { backoffMs } from '../connection/backoff.js'
import { EchoError, isEchoError } from '../errors.js'
import { parseJson } from '../json.js'
import type { Undo } from '../message.js'
import { createPlatform, type Platform } from '../platform/platform.js'
import { createStore, type Store } from '../stores/store.js'
import type { ServerSentEvent } from '../transports/event-stream-parser.js'
import { readEvents } from './read-events.js'

/** A server's `retry` is not obeyed beyond this. */
const LONGEST_RETRY_MS = 3_600_000

type Maybe<T> = T | null | undefined
type HeaderFields = Record<string, Maybe<string | number | boolean>>

/** Headers, or how to get them: asked at each request, with `refresh` after the server did not accept the last ones. */
export type EventStreamHeaders =
  HeaderFields | ((request: { reason: 'first' | 'refresh' }) => Maybe<HeaderFields> | Promise<Maybe<HeaderFields>>)

/**
 * Where an event stream is. `waiting`: it was cut off, or could not be had, and will be tried again. `completed`: it came to its
 * end. `failed`: trying again is of no use. `closed`: we ended it.
 */
export type EventStreamStatus = 'connecting' | 'open' | 'waiting' | 'completed' | 'failed' | 'closed'

/** A snapshot of an event stream. */
export interface EventStreamState {
  readonly status: EventStreamStatus
  /** Why it failed, or why it is being tried again; null while it is open. */
  readonly error: EchoError | null
  /** The last id that the stream gave: a new one may go on after it. Empty where there was none. */
  readonly lastEventId: string
}

/** How an event stream is read. */
export interface EventStreamOptions<T = unknown> {
  /** Called with each event. One that throws is reported, and the stream goes on. */
  onEvent?: ((data: T, event: ServerSentEvent) => void) | undefined
  /** Only events of these names count. Default: all. */
  events?: readonly string[] | undefined
  /** Makes the value of an event's text. Default: its JSON, or the text itself where it is none. */
  parse?: ((text: string, event: ServerSentEvent) => T) | undefined
  /** The last event is the one for which this is true; or the stream is over when the server ends it. Default: neither. */
  until?: 'end' | ((data: T, event: ServerSentEvent) => boolean) | undefined
  headers?: EventStreamHeaders | undefined
  /** Sends cookies to another origin, too. Default false. */
  withCredentials?: boolean | undefined
  /** Goes on after this id of an earlier stream. */
  lastEventId?: string | undefined
  /**
   * After how many ms without a byte, the wait for the answer and for `headers` included, it is tried anew: needs a server that sends
   * comments. Default 0: never.
   */
  idleTimeout?: number | undefined
  /** How many characters a line, and the data of one event, may have. Default 1,000,000. */
  maxLength?: number | undefined
  /** Closes it when it is aborted. */
  signal?: AbortSignal | undefined
  /** Parts of the machine to use in place of the browser's. */
  platform?: Partial<Platform> | undefined
}

/** A one-way stream of events from a server. */
export interface EventStream {
  /** Where it is. */
  readonly state: Store<EventStreamState>
  /** Ends it; nothing is called afterwards. */
  close(): void
}

/**
 * Reads server-sent events from `url`: progress, logs, an answer. It needs no Echo.
 *
 * Unlike `EventSource` it sends headers, notices a server that answers with something else, and knows when it is over. When it is
 * cut off it waits and asks again with `Last-Event-ID`: for 0 to 1 s at first, then up to 15 s, upon the server's `retry`; at once
 * when the browser is back online or the page is shown. Like `EventSource` it ends with an answer 204, and for good with one that
 * trying again would not change.
 *
 * ```ts
 * eventStream<{ progress: number }>('/export/progress/7', {
 *   onEvent: ({ progress }) => console.log(progress),
 *   until: ({ progress }) => progress >= 100,
 * })
 * ```
 *
 * Owns: the one request, the wait for the next, the position. Does not own: what is done with the data.
 *
 * ```
 * connecting ⇄ waiting          completed · failed · closed
 *     └──▶ open ──┘──────────────────┘
 * ```
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function eventStream<T = unknown>(url: string, options: EventStreamOptions<T> = {}): EventStream {
  const platform = createPlatform(options.platform)
  const { clock, random, report, signals } = platform
  const { events, headers, idleTimeout = 0, maxLength, parse, signal, until, withCredentials = false } = options
  const state = createStore<EventStreamState>(
    { status: 'connecting', error: null, lastEventId: options.lastEventId ?? '' },
    report,
  )
  let attempt = 0
  let retryMs = 0
  let request = new AbortController()
  /** The next attempt, or the end of our patience with this one. */
  let cancelWait: Undo | undefined
  /** Whether the next headers are asked for because the last ones were refused. */
  let refresh = false

  const become = (status: EventStreamStatus, error: EchoError | null = null): void => {
    state.set({ ...state.get(), status, error })
  }
  const halt = (): void => {
    request.abort()
    cancelWait?.()
  }
  const end = (status: EventStreamStatus, error?: EchoError): void => {
    halt()
    unwatch()
    signal?.removeEventListener('abort', close)
    become(status, error)
  }
  const close = (): void => {
    if (isLive(state.get().status)) end('closed')
  }
  const wait = (error: EchoError | null): void => {
    halt()
    const ms = Math.max(retryMs, error?.retryAfterMs ?? 0) + backoffMs(attempt++, random)
    cancelWait = clock.timer(ms, connect)
    become('waiting', error)
  }
  const alive = (): void => {
    cancelWait?.()
    if (!(idleTimeout > 0)) return
    cancelWait = clock.timer(idleTimeout, () => {
      wait(new EchoError('stream', `The event stream was silent for ${idleTimeout} ms.`, { retryable: true }))
    })
  }
  const failed = (cause: unknown): void => {
    const error = isEchoError(cause) ? cause : unreachable(cause)
    const { status = 0 } = error
    if (typeof headers == 'function' && [401, 403, 419].includes(status) && !refresh) {
      refresh = true
      connect()
    } else if (error.retryable) wait(error)
    else end('failed', error)
  }
  const take = (event: ServerSentEvent): void => {
    attempt = 0
    if (events && !events.includes(event.event)) return
    try {
      const data = parse ? parse(event.data, event) : (valueOf(event.data) as T)
      options.onEvent?.(data, event)
      if (typeof until == 'function' && until(data, event)) end('completed')
    } catch (cause) {
      report(new EchoError('listener', 'A callback of an event stream threw.', { cause }))
    }
  }
  const read = async (own: AbortSignal): Promise<void> => {
    // What comes late belongs to a request that is not this one any more.
    const ours = <A extends unknown[]>(run: (...given: A) => void) => {
      return (...given: A): void => {
        if (!own.aborted) run(...given)
      }
    }
    const reader = {
      opened: ours(() => {
        refresh = false
        become('open')
      }),
      alive: ours(alive),
      event: ours(take),
      position: ours((lastEventId: string) => {
        state.set({ ...state.get(), lastEventId })
      }),
      retry: ours((ms: number) => {
        retryMs = Math.min(ms, LONGEST_RETRY_MS)
      }),
    }
    try {
      const given = typeof headers == 'function' ? await headers({ reason: refresh ? 'refresh' : 'first' }) : headers
      const ended = await readEvents(
        url,
        {
          headers: fieldsOf(given),
          withCredentials,
          lastEventId: state.get().lastEventId,
          maxLength,
          signal: own,
        },
        { platform, reader },
      )
      ours(() => {
        if (ended == 'nothing' || until == 'end') end('completed')
        else wait(null)
      })()
    } catch (cause) {
      ours(failed)(cause)
    }
  }
  const connect = (): void => {
    halt()
    request = new AbortController()
    alive()
    become('connecting', state.get().error)
    void read(request.signal)
  }
  const unwatch = signals.watch((news) => {
    const { error, status } = state.get()
    // A page that is put away keeps no request, and no timer.
    if (news == 'frozen') {
      halt()
      become('waiting', error)
    } else if (status == 'waiting' && ['online', 'shown', 'thawed'].includes(news)) connect()
  })

  if (signal?.aborted) close()
  else {
    signal?.addEventListener('abort', close)
    connect()
  }
  return { state, close }
}

/** Whether anything more may come of it. */
export function isLive(status: EventStreamStatus): boolean {
  return status == 'connecting' || status == 'open' || status == 'waiting'
}

function valueOf(text: string): unknown {
  const json = parseJson(text)
  return json === undefined ? text : json
}

function fieldsOf(given: Maybe<HeaderFields>): Record<string, string> {
  const said = Object.entries(given ?? {}).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]))
  return Object.fromEntries(said) as Record<string, string>
}

// Its name and no more: what it says may hold a header that could not be sent.
function unreachable(cause: unknown): EchoError {
  return new EchoError('stream', `The event stream could not be read (${(cause as Error).name}).`, { retryable: true })
}
