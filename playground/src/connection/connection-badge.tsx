import { useConnectionState } from '@resound/react'
import type { ReactElement } from 'react'
import { looks, shortWords } from './connection-words.js'

/** The connection's state in the bar, told politely when it changes. */
export function ConnectionBadge(): ReactElement {
  const state = useConnectionState()
  const { tone, mark } = looks[state.status]
  return (
    <p className="badge" data-tone={tone} role="status" aria-label="Connection">
      <span aria-hidden="true">{mark}</span> {shortWords(state)}
    </p>
  )
}
