import { useConnectionState } from '@resound/react'
import type { ReactElement } from 'react'
import { Notice } from '../elements/notice.js'
import { useNow } from '../elements/use-now.js'
import { isLive } from '../session/address.js'
import { useSession } from '../session/session-context.js'
import { longWords, shortWords } from './connection-words.js'

/** A blink shorter than this is not worth a notice, which moves the page: the badge tells of it. */
const BLINK_MS = 1_000

/** What a missing connection means for this page; nothing while there is one. The badge tells of it, and does not count down. */
export function ConnectionNotice(): ReactElement | null {
  const { broadcaster, echo } = useSession()
  const state = useConnectionState({ smooth: BLINK_MS })
  const nowMs = useNow(500)
  if (!isLive(broadcaster)) {
    return (
      <Notice tone="plain">
        <p>
          <code>{broadcaster}</code> reaches nobody: what others do shows when the page is loaded again.
        </p>
      </Notice>
    )
  }
  if (state.status === 'connected' || state.status === 'idle') return null
  if (state.status === 'failed') {
    return (
      <Notice tone="bad">
        <p>
          <strong>The server refused the connection.</strong> {longWords(state, nowMs)}
        </p>
      </Notice>
    )
  }
  if (state.status === 'closed') {
    return (
      <Notice tone="plain">
        <p>This page is disconnected. What others do does not arrive.</p>
        <button
          type="button"
          className="button"
          onClick={() => {
            echo.connect()
          }}
        >
          Connect
        </button>
      </Notice>
    )
  }
  if (!state.established && !state.unavailable) return null
  return (
    <Notice tone="warn" isTold={false}>
      <p>
        <strong>{shortWords(state)}.</strong> {longWords(state, nowMs)} You can go on writing.
      </p>
      {state.status === 'waiting' && (
        <button
          type="button"
          className="button is-small"
          onClick={() => {
            echo.connect()
          }}
        >
          Try now
        </button>
      )}
    </Notice>
  )
}
