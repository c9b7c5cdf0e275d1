import type { ConnectionState, ConnectionStatus } from '@resound/react'
import { isLive, type BroadcasterName } from '../session/address.js'

/** How a state is shown: never by colour alone. */
export interface StateLook {
  readonly tone: 'good' | 'warn' | 'bad' | 'idle'
  readonly mark: string
}

/** How each state looks. */
export const looks: Record<ConnectionStatus, StateLook> = {
  idle: { tone: 'idle', mark: '○' },
  connecting: { tone: 'warn', mark: '◐' },
  connected: { tone: 'good', mark: '●' },
  waiting: { tone: 'warn', mark: '◌' },
  closed: { tone: 'idle', mark: '○' },
  failed: { tone: 'bad', mark: '▲' },
}

/** How a state looks, and its words; a broadcaster that reaches nobody does not look as if all were well. */
export function lookOf(state: ConnectionState, broadcaster: BroadcasterName): StateLook & { readonly words: string } {
  return state.status === 'connected' && !isLive(broadcaster)
    ? { ...looks.idle, words: 'Reaches nobody' }
    : { ...looks[state.status], words: shortWords(state) }
}

/** Whether a connection that was there, or should have been for long, is being tried. */
export function isOnItsWay({ status, established, unavailable }: ConnectionState): boolean {
  return (status === 'connecting' || status === 'waiting') && (established || unavailable)
}

/** Where the connection is, in a word or two. */
export function shortWords({ status, established, unavailable }: ConnectionState): string {
  switch (status) {
    case 'idle':
      return 'Not connected yet'
    case 'connecting':
      return established ? 'Reconnecting' : 'Connecting'
    case 'connected':
      return 'Connected'
    case 'waiting':
      return unavailable ? 'Unreachable' : 'Connection lost'
    case 'closed':
      return 'Disconnected'
    case 'failed':
      return 'Refused'
  }
}

/** Where the connection is, in a sentence that says what happens next. */
export function longWords(state: ConnectionState, nowMs: number): string {
  const { attempt, error, retryAt, since, status } = state
  switch (status) {
    case 'idle':
      return 'Nothing has been tried yet.'
    case 'connecting':
      return attempt > 1 ? `Trying to connect, attempt ${String(attempt)}.` : 'Trying to connect.'
    case 'connected':
      return `for ${duration(nowMs - since)}`
    case 'waiting':
      if (retryAt === undefined) return 'Waiting until the page is awake, then trying again.'
      return retryAt - nowMs < 500 ? 'Trying again now.' : `Trying again in ${duration(retryAt - nowMs)}.`
    case 'closed':
      return 'by this page'
    case 'failed':
      return error?.message ?? 'The server refused this application.'
  }
}

/** A time span for people: `8 s`, `2 min 5 s`, `1 h 12 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 60) return `${String(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${String(minutes)} min ${String(seconds % 60)} s`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`
}
