import { useConnectionState } from '@resound/react'
import type { ReactElement } from 'react'
import { Notice } from '../elements/notice.js'
import { isLive } from '../session/address.js'
import { useSession } from '../session/session-context.js'
import { longWords } from './connection-words.js'

/** What it means for this page that there is no connection, and none on its way (`ConnectionLine`). */
export function ConnectionNotice(): ReactElement | null {
  const { broadcaster, echo } = useSession()
  const state = useConnectionState()
  if (!isLive(broadcaster)) {
    return (
      <Notice tone="plain">
        <p>
          <code>{broadcaster}</code> reaches nobody: what others do shows when the page is loaded again.
        </p>
      </Notice>
    )
  }
  if (state.status === 'failed') {
    return (
      <Notice tone="bad">
        <p>
          <strong>The server refused the connection.</strong> {longWords(state, 0)}
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
  return null
}
