import type { Broadcaster } from '../connector.js'
import type { LineOptions } from './own-line.js'

/** A broadcaster that can stand below another one, for when that cannot be had. */
export interface FallbackBroadcaster extends Broadcaster {
  /**
   * Puts `rungs` below what `create` makes; after `patienceMs` of trying, whatever was tried, the connection is called unavailable. Who
   * names no fallback ships nothing of it.
   */
  readonly below: (
    create: Broadcaster['create'],
    rungs: readonly Broadcaster[],
    patienceMs: number,
  ) => Broadcaster['create']
}

/** What `reverb` and `websocket` take beside how to reach their servers. */
export interface FallbackOptions {
  /** What to go on with where no web socket can be had, the best first: `[sse(), polling()]` (nothing). */
  fallback?: readonly FallbackBroadcaster[] | false | null | undefined
}

/** `create`, with its fallback below it. */
export function withFallback(
  create: Broadcaster['create'],
  { fallback, unavailableTimeout = 10_000 }: FallbackOptions & LineOptions,
): Broadcaster['create'] {
  return fallback ? (fallback[0]?.below(create, fallback, unavailableTimeout) ?? create) : create
}
