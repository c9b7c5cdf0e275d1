import type { Broadcaster } from '../connector.js'

/** A broadcaster that can stand below another one, for when that cannot be had. */
export interface FallbackBroadcaster extends Broadcaster {
  /** Puts `rungs` below what `create` makes. Who names no fallback ships nothing of it. */
  readonly below: (create: Broadcaster['create'], rungs: readonly Broadcaster[]) => Broadcaster['create']
}

/** What `reverb` and `websocket` take beside how to reach their servers. */
export interface FallbackOptions {
  /** What to go on with where no web socket can be had, the best first: `[sse(), polling()]` (nothing). */
  fallback?: readonly FallbackBroadcaster[] | false | null | undefined
}

/** `create`, with its fallback below it. */
export function withFallback(create: Broadcaster['create'], { fallback }: FallbackOptions): Broadcaster['create'] {
  return fallback ? (fallback[0]?.below(create, fallback) ?? create) : create
}
