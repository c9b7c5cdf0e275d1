import type { EchoClient } from '@resound/echo/core'
import { useContext } from 'react'
import { configuredClient } from './configure-echo.js'
import { EchoContext } from './echo-context.js'
import { isServer } from './isomorphic-layout-effect.js'

/** What every hook takes. */
export interface CommonOptions {
  /** The client to use in place of the provider's or the configured one. */
  client?: EchoClient | undefined
  /** Whether it does anything. Default true. */
  enabled?: boolean | undefined
  /** How long the subscription outlives the last component that uses it, in ms. Default 2,000. */
  grace?: number | undefined
}

/**
 * The client for a hook: its option, the provider's, the configured one. None if the hook does nothing (it is not enabled, or what
 * it is `about` is falsy), or where it is yet to be made on a server.
 */
export function useClient({ client, enabled = true }: CommonOptions, about: unknown): EchoClient | undefined {
  const provided = useContext(EchoContext)
  if (!enabled || !about) return undefined
  return client ?? provided ?? (isServer ? undefined : configuredClient())
}
