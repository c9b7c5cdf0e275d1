import type { EchoClient } from '../client.js'
import type { ConnectionState } from '../connector.js'
import type { Undo } from '../message.js'
import { createDrawnStore, type DrawnStore } from './drawn-store.js'
import { storesOf } from './client-stores.js'

/** How the state of the connection is shown. */
export interface ConnectionStoreOptions {
  /** A connection that is lost and back within this many ms is shown as connected all the time. Default 0. */
  smooth?: number | undefined
}

/** What is shown where there is no client. */
const idle = {
  status: 'idle',
  attempt: 0,
  error: null,
  since: 0,
  established: false,
  unavailable: false,
} as ConnectionState

const nowhere: DrawnStore<ConnectionState> = {
  initial: idle,
  get: () => idle,
  subscribe: () => () => undefined,
  settle: () => undefined,
}

/** The state of the connection, blinks hidden if asked. Told at once: it changes a few times a session. */
export function connectionStore(
  client: EchoClient | undefined,
  { smooth = 0 }: ConnectionStoreOptions = {},
): DrawnStore<ConnectionState> {
  if (!client) return nowhere
  const stores = storesOf(client)
  const key = 'connection' + String(smooth)
  const store = (stores.get(key) as DrawnStore<ConnectionState> | undefined) ?? follow(client, smooth)
  stores.set(key, store)
  return store
}

/** Owns: what is shown, the timer of a blink. Lives as long as the client, since it costs nothing where nothing changes. */
function follow(client: EchoClient, smoothMs: number): DrawnStore<ConnectionState> {
  const { connection, platform } = client
  const store = createDrawnStore(connection.get(), (error) => {
    client.report(error)
  })
  let cancel: Undo | undefined
  const show = (): void => {
    cancel?.()
    cancel = undefined
    store.set(connection.get())
  }
  connection.subscribe(() => {
    const { status } = connection.get()
    const blink = store.get().status == 'connected' && (status == 'connecting' || status == 'waiting')
    if (blink && smoothMs > 0) cancel ??= platform.clock.timer(smoothMs, show)
    else show()
  })
  return { ...store, initial: idle }
}
