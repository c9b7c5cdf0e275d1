import { backoffMs } from '../connection/backoff.js'
import { atRest } from '../connection/connection-state.js'
import type { Broadcaster, ConnectionState, Connector, ConnectorContext, FrameWatcher } from '../connector.js'
import { EchoError } from '../errors.js'
import type { Undo } from '../message.js'
import type { Platform } from '../platform/platform.js'
import { createStore } from '../stores/store.js'

/** What is known of a connector before it is loaded. */
export interface LaterConnector extends Pick<Connector, 'encrypts' | 'history' | 'reach'> {
  load(): Promise<Connector>
  /** Ends what goes on without it, where it is disconnected before. */
  end?(): void
}

/** A broadcaster whose connector is loaded when it first connects. A load that failed is an attempt that failed. */
export const later = (
  { kind, namespace }: Pick<Broadcaster, 'kind' | 'namespace'>,
  make: (context: ConnectorContext) => LaterConnector,
): Broadcaster => ({ kind, namespace, create: (context) => createConnector(make(context), context.platform) })

/**
 * Owns: the load, when it is tried again. Does not own: anything once it is there; then it only stands before it.
 *
 * Nothing is subscribed, whispered or sent before the first link, which the real one makes: until then there is nobody to ask.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
function createConnector({ load, end, ...known }: LaterConnector, platform: Platform): Connector {
  const { clock, random, signals, report } = platform
  const state = createStore(atRest(clock.now()), report)
  const watchers = new Map<FrameWatcher, Undo | undefined>()
  let actual: Connector | undefined
  let loading: Promise<void> | undefined
  let wanted = false
  let attempt = 0
  let cancelRetry: Undo | undefined

  const enter = (status: ConnectionState['status'], change: Partial<ConnectionState> = {}): void => {
    state.set({ ...atRest(clock.now()), attempt, status, ...change })
  }
  const rest = (): void => {
    cancelRetry?.()
    cancelRetry = undefined
  }
  const stand = (connector: Connector): void => {
    actual = connector
    // All the rest is its own.
    Object.setPrototypeOf(standIn, connector)
    connector.state.subscribe(() => {
      state.set(connector.state.get())
    })
    for (const watcher of watchers.keys()) watchers.set(watcher, connector.watchFrames?.(watcher))
    if (!wanted) return
    connector.connect()
    // Where there is nothing to connect by it does not move.
    state.set(connector.state.get())
  }
  const failed = (cause: unknown): void => {
    const waitMs = backoffMs(attempt - 1, random)
    const cancelTimer = clock.timer(waitMs, begin)
    const unwatch = signals.watch((signal) => {
      if (signal == 'online') begin()
    })
    cancelRetry = () => {
      cancelTimer()
      unwatch()
    }
    const error = new EchoError('connection', 'What speaks to the server could not be loaded.', { cause })
    enter('waiting', { error, retryAt: clock.now() + waitMs, unavailable: !signals.online() })
  }
  const begin = (): void => {
    rest()
    attempt++
    enter('connecting')
    loading ??= load()
      .then(stand, (cause: unknown) => {
        loading = undefined
        if (wanted) failed(cause)
      })
      .catch(report)
  }

  const standIn: Partial<Connector> = {
    ...known,
    state,
    connect() {
      wanted = true
      if (actual) actual.connect()
      else begin()
    },
    disconnect() {
      wanted = false
      rest()
      if (actual) actual.disconnect()
      else {
        enter('closed')
        end?.()
      }
    },
    watchFrames(watcher) {
      watchers.set(watcher, actual?.watchFrames?.(watcher))
      return () => {
        watchers.get(watcher)?.()
        watchers.delete(watcher)
      }
    },
  }
  return standIn as Connector
}
