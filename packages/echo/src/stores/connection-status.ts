import type { ConnectionState } from '../connector.js'

/** laravel-echo's words for where a connection is. */
export type ConnectionStatusWord = 'connected' | 'connecting' | 'reconnecting' | 'disconnected' | 'failed'

/** The word for a state, as the table in `delivery.md` has it: retries are `reconnecting` for 10 s, then `failed`. */
export function statusWord({ status, established, unavailable, attempt }: ConnectionState): ConnectionStatusWord {
  switch (status) {
    case 'connected':
      return 'connected'
    case 'closed':
      return 'disconnected'
    case 'failed':
      return 'failed'
    case 'idle':
      return 'connecting'
    default:
      if (unavailable) return 'failed'
      return established || attempt > 1 || status == 'waiting' ? 'reconnecting' : 'connecting'
  }
}
