import {
  eventStream,
  type EventStream,
  type EventStreamOptions,
  type EventStreamStatus,
} from '../event-stream/event-stream.js'
import type { EchoError } from '../errors.js'
import type { Undo } from '../message.js'
import { createPlatform, type Platform } from '../platform/platform.js'
import type { ServerSentEvent } from '../transports/event-stream-parser.js'
import { oneOf, storesOf, type StoreHost } from './client-stores.js'
import { frameClockOf } from './frame-clock.js'
import { createHandlers, type Handler } from './handlers.js'
import { createHold, type Hold } from './holding.js'
import type { GraceOption } from './running-store.js'
import { createStore, type DrawnStore } from './store.js'

/** An event stream, and what its events have made so far. */
export interface EventStreamSnapshot<S> {
  /** `idle`: it was not begun. */
  readonly status: 'idle' | EventStreamStatus
  /** The value of the last event, or what `reduce` made of all of them. */
  readonly data: S
  /** Why it failed, or why it is being tried again. */
  readonly error: EchoError | null
  /** The last id that the stream gave. */
  readonly lastEventId: string
}

/** What an application does with the events. Of several who share a stream, the first of each but `onEvent` counts. */
export interface EventStreamHandlers<T, S> {
  /** Makes the new data of the old and an event. Default: the value of the event. */
  reduce?: ((data: S, value: T, event: ServerSentEvent) => S) | undefined
  /** Called with each event, apart from the data. */
  onEvent?: ((value: T, event: ServerSentEvent) => void) | undefined
  headers?: Extract<EventStreamOptions<T>['headers'], Handler>
  parse?: EventStreamOptions<T>['parse']
  until?: Extract<EventStreamOptions<T>['until'], Handler>
}

/** How an event stream is kept. The plain values tell one store from another. */
export interface EventStreamStoreOptions<T, S>
  extends GraceOption, Omit<EventStreamOptions<T>, 'onEvent' | 'signal'>, Pick<EventStreamHandlers<T, S>, 'reduce'> {
  /** The data before the first event: also what a server renders. */
  initial?: S | undefined
}

/** An event stream as a store: it is read while somebody listens, and publishes once a frame. */
export interface EventStreamStore<T, S> extends DrawnStore<EventStreamSnapshot<S>> {
  /** Uses the handlers, in place of those of the options, and keeps the stream running; the result ends it. */
  readonly attach: (handlers: EventStreamHandlers<T, S>) => Undo
  /** Ends the stream. The data stays. */
  readonly close: () => void
  /** Begins anew, from the start. Does nothing while nobody listens. */
  readonly restart: () => void
}

interface RunningStream<T, S> extends Pick<
  EventStreamStore<T, S>,
  'get' | 'subscribe' | 'settle' | 'attach' | 'close' | 'restart'
> {
  readonly hold: Hold
}

let machine: StoreHost | undefined

/**
 * The event stream of that address. Who asks for the same shares one request, which ends `grace` after the last. A client gives it
 * its clock, and no more; without an address it stays as it is initially.
 */
export function eventStreamStore<T = unknown, S = T | undefined>(
  client: StoreHost | undefined,
  url: string | null | undefined | false,
  options: EventStreamStoreOptions<T, S> = {},
): EventStreamStore<T, S> {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- taken out of the others
  const { grace = 2_000, initial: data, platform, ...others } = options
  const host = client ?? (machine ??= alone())
  const stores = storesOf(host)
  const key = JSON.stringify(['event-stream', url, others])
  const initial = { status: 'idle', data, error: null, lastEventId: '' } as EventStreamSnapshot<S>
  const pending: EventStreamSnapshot<S> = { ...initial, status: 'connecting' }
  const running = (): RunningStream<T, S> | undefined => stores.get(key) as RunningStream<T, S> | undefined
  const hold = (use: (store: RunningStream<T, S>) => Undo): Undo => {
    if (!url) return () => undefined
    const ended = (): unknown => stores.delete(key)
    const store = oneOf(host, key, () => runStream({ host, url, options, pending, ended }))
    const release = store.hold(grace)
    const undo = use(store)
    return () => {
      undo()
      release()
    }
  }
  return {
    initial,
    get: () => (url ? (running()?.get() ?? pending) : initial),
    subscribe: (listener) => hold((store) => store.subscribe(listener)),
    settle: () => running()?.settle(),
    attach: (handlers) => hold((store) => store.attach(handlers)),
    close: () => running()?.close(),
    restart: () => running()?.restart(),
  }
}

interface Plan<T, S> {
  readonly host: StoreHost
  readonly url: string
  readonly options: EventStreamStoreOptions<T, S>
  readonly pending: EventStreamSnapshot<S>
  ended(): unknown
}

/** Owns: the stream that is read now, its data, the published snapshot. */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
function runStream<T, S>({ host, url, options, pending, ended }: Plan<T, S>): RunningStream<T, S> {
  const frames = frameClockOf(host)
  const report = (error: unknown): void => {
    host.report(error)
  }
  const platform: Partial<Platform> = { ...host.platform, report, ...options.platform }
  const store = createStore(pending, report)
  const { attach, find, tell } = createHandlers(report, options as EventStreamHandlers<T, S>)
  /** What the options say; a function is looked up at each call. */
  const asked = <K extends 'headers' | 'parse' | 'until'>(name: K): EventStreamOptions<T>[K] =>
    typeof options[name] == 'function'
      ? (((...given: never[]) => (find(name) as Handler)(...given)) as EventStreamOptions<T>[K])
      : options[name]
  let { data } = pending
  let stream: EventStream

  const flush = (): void => {
    const { status, error, lastEventId } = stream.state.get()
    const before = store.get()
    const same = status == before.status && error === before.error && lastEventId == before.lastEventId
    if (!same || !Object.is(data, before.data)) store.set({ status, data, error, lastEventId })
  }
  const changed = (): void => {
    frames.schedule(flush)
  }
  const begin = (): void => {
    const onEvent = (value: T, event: ServerSentEvent): void => {
      const reduce = find('reduce')
      data = reduce ? reduce(data, value, event) : (value as unknown as S)
      changed()
      tell('onEvent', value, event)
    }
    const latest = { headers: asked('headers'), parse: asked('parse'), until: asked('until') }
    stream = eventStream<T>(url, { ...options, ...latest, onEvent, platform })
    stream.state.subscribe(changed)
    changed()
  }
  begin()
  return {
    ...store,
    attach,
    hold: createHold(host.platform.clock, () => {
      ended()
      stream.close()
      frames.cancel(flush)
    }),
    close() {
      stream.close()
    },
    restart() {
      stream.close()
      ;({ data } = pending)
      begin()
    },
  }
}

/** For who has no client. */
function alone(): StoreHost {
  const platform = createPlatform()
  return { platform, report: platform.report }
}
