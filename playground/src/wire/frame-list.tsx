import { useMemo, useState, type ReactElement } from 'react'
import { FrameRow } from './frame-row.js'
import { useWire } from './use-wire.js'
import type { WireEntry } from './wire-log.js'

const ALL = 'all channels'

/** The frames as they passed, newest first: of all channels or one, and standing still while one reads. */
export function FrameList(): ReactElement {
  const { entries } = useWire()
  const [channel, setChannel] = useState(ALL)
  const [held, setHeld] = useState<readonly WireEntry[]>()
  const shown = held ?? entries
  const channels = useMemo(() => channelsOf(shown), [shown])
  const rows = useMemo(
    () => shown.filter((entry) => channel === ALL || entry.channel === channel || entry.event === '').reverse(),
    [shown, channel],
  )
  const newer = held ? (entries.at(-1)?.id ?? 0) - (held.at(-1)?.id ?? 0) : 0
  return (
    <section className="wire-part frames" aria-labelledby="frames-title">
      <div className="frames-head">
        <h2 className="pane-heading" id="frames-title">
          Frames
        </h2>
        <select
          className="select is-small"
          aria-label="Frames of"
          value={channel}
          onChange={({ target }) => {
            setChannel(target.value)
          }}
        >
          {[...new Set([ALL, channel, ...channels])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <button
          type="button"
          className="button is-small"
          aria-pressed={held !== undefined}
          onClick={() => {
            setHeld(held ? undefined : entries)
          }}
        >
          {held ? `Go on${newer > 0 ? ` (${String(newer)} newer)` : ''}` : 'Pause'}
        </button>
      </div>
      <div className="frames-scroller" role="region" aria-label="Frames, newest first" tabIndex={0}>
        {rows.length === 0 && <p className="empty soft small">Nothing has passed yet.</p>}
        <ol>
          {rows.map((entry) => (
            <FrameRow key={entry.id} entry={entry} />
          ))}
        </ol>
      </div>
    </section>
  )
}

function channelsOf(entries: readonly WireEntry[]): readonly string[] {
  const names = new Set(entries.flatMap(({ channel }) => channel ?? []))
  return [...names].sort((a, b) => a.localeCompare(b))
}
