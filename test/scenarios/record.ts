// What one client went through.
// Owns: the list. Does not own: the client, and whether that was well.
import type { Gap } from '@resound/echo/core'

/** See the head of this file. Times are those of `performance.now()`. */
export interface ClientRecord {
  readonly got: number[]
  /** When each of them came. */
  readonly gotAt: number[]
  /** The streams they were in, the first one first. */
  readonly epochs: Set<string>
  readonly gaps: Gap[]
  readonly connectedAt: number[]
  /** When a web socket was made. */
  readonly attempts: number[]
  /** The paths that were asked for, one after the other. */
  readonly requests: string[]
  /** What `onError` was told, in words. */
  readonly errors: string[]
  /** What the channel's `error` was told, in words. */
  readonly refusals: string[]
}

export function createRecord(): ClientRecord {
  return {
    got: [],
    gotAt: [],
    epochs: new Set(),
    gaps: [],
    connectedAt: [],
    attempts: [],
    requests: [],
    errors: [],
    refusals: [],
  }
}

/** How long after `since` an event came or a connection was there, in ms; undefined where nothing did. */
export function backMs({ gotAt, connectedAt }: ClientRecord, since: number): number | undefined {
  const signs = [gotAt, connectedAt].flatMap((times) => times.find((time) => time >= since) ?? [])
  return signs.length > 0 ? Math.min(...signs) - since : undefined
}

/** The most of these times that lie within any `windowMs`. */
export function mostWithin(times: readonly number[], windowMs: number): number {
  let from = 0
  return times.reduce((most, time, at) => {
    while (time - (times[from] ?? time) >= windowMs) from++
    return Math.max(most, at - from + 1)
  }, 0)
}

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}
