import type { EchoClient } from '../client.js'

/** What stores live with: an Echo, or the machine alone. */
export type StoreHost = Pick<EchoClient, 'platform' | 'report'>

const registry = /* @__PURE__ */ new WeakMap<StoreHost, Map<string, unknown>>()

/** The stores that a client has, by what tells them apart. They go with it. */
export function storesOf(client: StoreHost): Map<string, unknown> {
  const stores = registry.get(client) ?? new Map<string, unknown>()
  registry.set(client, stores)
  return stores
}

/** What a client has one of under that name, made for the first who asks. */
export function oneOf<T>(client: StoreHost, name: string, make: () => T): T {
  const stores = storesOf(client)
  const one = (stores.get(name) as T | undefined) ?? make()
  stores.set(name, one)
  return one
}
