import type { ReadSince } from '../delivery/since.js'
import { EchoError } from '../errors.js'

/** Where the event log is. */
export interface EventLogOptions {
  /** Where to ask (`/broadcasting/events`), with the credentials that channels are authorized with. */
  endpoint?: string | undefined
  /**
   * The position of a channel that the application kept (`meta.cursor`), by its full name: delivery begins behind it, over page
   * loads as well. Nothing: at the head.
   */
  since?: ReadSince | undefined
}

/** The options with their defaults. Throws an `EchoError` of kind `config` for what cannot work. */
export function checkEventLog({ endpoint = '/broadcasting/events', since }: EventLogOptions): {
  readonly endpoint: string
  readonly since: EventLogOptions['since']
} {
  if (typeof endpoint != 'string' || !endpoint) throw new EchoError('config', 'history.endpoint is an address.')
  if (since !== undefined && typeof since != 'function')
    throw new EchoError('config', 'history.since is a function of a channel.')
  return { endpoint, since }
}
