import { useConnectionState } from '@resound/react'
import { useEffect, useState, type ReactElement } from 'react'
import { windowPath } from '../connection/connect.js'
import type { Place } from '../session/address.js'
import { useSession } from '../session/session-context.js'
import { channelOf, cuts, lastsMs, meets, otherFaults, type FaultButton } from './faults.js'
import { measureRoundTrip } from './measure-round-trip.js'

const HINT = 'Ask the assistant, then break the wire.'

/** Breaks the wire of this window on purpose, or more. */
export function BreakIt({ place }: { place: Place }): ReactElement {
  const { api, broadcaster, echo, user, windowId, wire } = useSession()
  const [done, setDone] = useState<{ readonly says: string; readonly forMs?: number }>()
  const isConnected = useConnectionState(({ status }) => status === 'connected')
  useEffect(() => {
    if (done?.forMs === undefined) return
    const timer = setTimeout(setDone, done.forMs, undefined)
    return () => {
      clearTimeout(timer)
    }
  }, [done])
  const breakIt = async ({ fault, says }: FaultButton): Promise<void> => {
    try {
      await api.breakIt(fault, windowPath(windowId))
      wire.note(says, 'fault')
      setDone({ says, forMs: lastsMs(fault) })
      if (fault.kind === 'slow') measureRoundTrip(echo)
    } catch (error) {
      setDone({ says: `Nothing was broken: ${error instanceof Error ? error.message : String(error)}` })
    }
  }
  const button = (fault: FaultButton): ReactElement => (
    <button
      key={fault.label}
      type="button"
      className="button is-small"
      title={fault.explains}
      disabled={(fault.isOfWire && !isConnected) || !meets(fault, broadcaster)}
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
      <div className="break-group">
        <div className="break-group" role="group" aria-label="Cut the wire for">
          <span className="soft small">Cut for</span>
          {cuts.map(button)}
        </div>
        {otherFaults(channelOf(place, user)).map(button)}
      </div>
      <p className="soft small break-done" role="status">
        {done?.says ?? HINT}
      </p>
    </section>
  )
}
