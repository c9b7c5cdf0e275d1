import { useConnectionState } from '@resound/react'
import type { ReactElement } from 'react'
import { useSession } from '../session/session-context.js'
import { lookOf } from './connection-words.js'

/** The connection's state in the bar, told politely when it changes. */
export function ConnectionBadge(): ReactElement {
  const { broadcaster } = useSession()
  const { tone, mark, words } = lookOf(useConnectionState(), broadcaster)
  return (
    <p className="badge" data-tone={tone} role="status" aria-label="Connection">
      <span aria-hidden="true">{mark}</span> {words}
    </p>
  )
}
