import { useConnectionState } from '@resound/react'
import type { ReactElement } from 'react'
import { longWords, lookOf } from '../connection/connection-words.js'
import { useNow } from '../elements/use-now.js'
import { useSession } from '../session/session-context.js'
import { measureRoundTrip } from './measure-round-trip.js'
import { useWire } from './use-wire.js'

/** Over what questions and answers can be seen on the wire. */
const canMeasure = ['web-socket', 'pusher-js']

const transports: Readonly<Record<string, string>> = {
  'web-socket': 'web socket',
  'event-stream': 'event stream',
  'long-poll': 'long poll',
}

/** Where the connection is, what carries it, and how long there and back takes, in words. */
export function ConnectionFacts(): ReactElement {
  const { broadcaster, echo } = useSession()
  const state = useConnectionState()
  const { roundTripMs } = useWire()
  const nowMs = useNow(500)
  const { transport = 'none' } = state
  const { mark, tone, words } = lookOf(state, broadcaster)
  const isConnected = state.status === 'connected'
  const isEnded = state.status === 'closed' || state.status === 'failed' || state.status === 'idle'
  return (
    <section className="wire-part" aria-labelledby="connection-title">
      <h2 className="pane-heading" id="connection-title">
        Connection
      </h2>
      <p className="state-line" data-tone={tone}>
        <span aria-hidden="true">{mark}</span> {words} <span className="soft">{longWords(state, nowMs)}</span>
      </p>
      <dl className="facts">
        <dt>Transport</dt>
        <dd>{transports[transport] ?? transport}</dd>
        <dt>There and back</dt>
        <dd>
          {roundTripMs === undefined ? 'not measured' : `${roundTripMs.toFixed(roundTripMs < 10 ? 1 : 0)} ms`}
          {isConnected && canMeasure.includes(transport) && (
            <button
              type="button"
              className="text-button"
              onClick={() => {
                measureRoundTrip(echo)
              }}
            >
              measure
            </button>
          )}
        </dd>
        <dt>Socket id</dt>
        <dd>
          <code className="fact-id">{isConnected ? (state.socketId ?? 'none') : 'none'}</code>
          <button
            type="button"
            className="text-button"
            onClick={() => {
              if (isEnded) echo.connect()
              else echo.disconnect()
            }}
          >
            {isEnded ? 'connect' : 'disconnect'}
          </button>
        </dd>
      </dl>
    </section>
  )
}
