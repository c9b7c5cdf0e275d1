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
