import { useConnectionState } from '@resound/react'
import { useState, type ReactElement } from 'react'
import { windowPath } from '../connection/connect.js'
import type { Place } from '../session/address.js'
import { useSession } from '../session/session-context.js'
import { channelOf, otherFaults, wireFaults, type FaultButton } from './faults.js'
import { measureRoundTrip } from './measure-round-trip.js'

/** Breaks the wire of this window on purpose, or more. */
export function BreakIt({ place }: { place: Place }): ReactElement {
  const { api, echo, user, windowId, wire } = useSession()
  const [done, setDone] = useState('')
  const socketId = useConnectionState((state) => (state.status === 'connected' ? state.socketId : undefined))
  const breakIt = async ({ fault, says }: FaultButton): Promise<void> => {
    try {
      await api.breakIt(fault, socketId === undefined ? { path: windowPath(windowId) } : { socketId })
      wire.note(says, 'fault')
      setDone(says)
      if (fault.kind === 'slow') measureRoundTrip(echo)
    } catch (error) {
      setDone(`Nothing was broken: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const button = (fault: FaultButton): ReactElement => (
    <button
      key={fault.label}
      type="button"
      className="button is-small"
      title={fault.explains}
      disabled={fault.isOfWire && socketId === undefined}
      onClick={() => {
        void breakIt(fault)
      }}
    >
      {fault.label}
    </button>
  )
  return (
    <section className="wire-part" aria-labelledby="break-title">
      <h2 className="pane-heading" id="break-title">
        Break it
      </h2>
      <div className="break-group" role="group" aria-label="Cut the wire for">
        <span className="soft small">Cut for</span>
        {wireFaults.map(button)}
      </div>
      <div className="break-group">{otherFaults(channelOf(place, user)).map(button)}</div>
      <p className="soft small break-done" role="status">
        {done}
      </p>
    </section>
  )
}
