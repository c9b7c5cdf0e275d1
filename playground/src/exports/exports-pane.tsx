import { useState, type ReactElement } from 'react'
import { PlaceHead } from '../places/place-head.js'
import { readKept, useKept } from '../session/kept.js'
import { useSession } from '../session/session-context.js'
import { ExportRow } from './export-row.js'
import './exports.css'

/** More are not remembered. */
const MAX_EXPORTS = 20

/** Exports that tell how far they are, each over a one-way stream of its own. */
export function ExportsPane(): ReactElement {
  const { api, user } = useSession()
  const key = `exports.${user.handle}`
  const [kept, keep] = useKept(key)
  const addresses = linesOf(kept)
  const [problem, setProblem] = useState('')
  const begin = async (): Promise<void> => {
    try {
      const address = await api.beginExport()
      keep([address, ...linesOf(readKept(key))].slice(0, MAX_EXPORTS).join('\n'))
      setProblem('')
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <>
      <PlaceHead title="Exports">
        <span className="soft small">
          progress over server-sent events, <code>useEventStream</code>
        </span>
      </PlaceHead>
      <div className="place-body">
        <button
          type="button"
          className="button is-main"
          onClick={() => {
            void begin()
          }}
        >
          Export the conversations
        </button>
        <p className="soft small exports-note" role="status">
          {problem || (addresses.length === 0 ? 'Nothing is being exported. It takes ten seconds.' : '')}
        </p>
        <ul className="exports">
          {addresses.map((address, index) => (
            <ExportRow key={address} address={address} number={addresses.length - index} />
          ))}
        </ul>
      </div>
    </>
  )
}

function linesOf(text = ''): readonly string[] {
  return text.split('\n').filter(Boolean)
}
