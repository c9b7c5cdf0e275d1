import type { EchoClient } from '../client.js'

const registry = /* @__PURE__ */ new WeakMap<EchoClient, Map<string, unknown>>()

/** The stores that a client has, by what tells them apart. They go with it. */
export function storesOf(client: EchoClient): Map<string, unknown> {
  const stores = registry.get(client) ?? new Map<string, unknown>()
  registry.set(client, stores)
  return stores
}
