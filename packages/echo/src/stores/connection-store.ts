import type { EchoClient } from '../client.js'
import { atRest } from '../connection/connection-state.js'
import type { ConnectionState } from '../connector.js'
import type { Undo } from '../message.js'
import { oneOf } from './client-stores.js'
import { createStore, type DrawnStore } from './store.js'

/** How the state of the connection is shown. */
export interface ConnectionStoreOptions {
  /** A connection that is lost and back within this many ms is shown as connected all the time. Default 0. */
  smooth?: number | undefined
}

/** What is shown where there is no client. */
const nowhere: DrawnStore<ConnectionState> = /* @__PURE__ */ createStore(/* @__PURE__ */ atRest(0), () => undefined)

/** The state of the connection, blinks hidden if asked. Told at once: it changes a few times a session. */
export function connectionStore(
  client: EchoClient | undefined,
  { smooth = 0 }: ConnectionStoreOptions = {},
): DrawnStore<ConnectionState> {
  return client ? oneOf(client, `connection${smooth}`, () => follow(client, smooth)) : nowhere
}

/** Owns: what is shown, the timer of a blink. Lives as long as the client, since it costs nothing where nothing changes. */
function follow(client: EchoClient, smoothMs: number): DrawnStore<ConnectionState> {
  const { connection, platform } = client
  const store = createStore(connection.get(), (error) => {
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
  return { ...store, initial: nowhere.initial }
}
