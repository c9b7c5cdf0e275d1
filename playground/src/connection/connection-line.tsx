import { useConnectionState } from '@resound/react'
import type { ReactElement } from 'react'
import { useNow } from '../elements/use-now.js'
import { isLive } from '../session/address.js'
import { useSession } from '../session/session-context.js'
import { isOnItsWay, longWords, shortWords } from './connection-words.js'

/** A blink shorter than this is not worth a word here: the badge tells of it. */
const BLINK_MS = 1_000

/** How a connection that was lost is on its way back. Its line is always there, so that nothing jumps; the badge tells of it aloud. */
export function ConnectionLine(): ReactElement {
  const { broadcaster, echo } = useSession()
  const state = useConnectionState({ smooth: BLINK_MS })
  const nowMs = useNow(500)
  if (!isLive(broadcaster) || !isOnItsWay(state)) return <div className="connection-line" />
  return (
    <div className="connection-line" data-tone="warn">
      <span className="notice-mark" aria-hidden="true">
        ◐
      </span>
      <p>
        <strong>{shortWords(state)}.</strong> {longWords(state, nowMs)}
        <span className="wide-word"> You can go on writing.</span>
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
    </div>
  )
}
