import type { EchoClient } from '@resound/echo/core'
import { createElement, type ReactElement, type ReactNode } from 'react'
import { EchoContext } from './echo-context.js'

/** What {@link EchoProvider} takes. */
export interface EchoProviderProps {
  client: EchoClient
  children?: ReactNode
}

/** Gives the hooks below it their client. It neither connects nor disconnects: the client stays yours. */
export function EchoProvider({ client, children }: EchoProviderProps): ReactElement {
  return createElement(EchoContext.Provider, { value: client }, children)
}
