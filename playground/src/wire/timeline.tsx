import type { ReactElement } from 'react'
import { looks } from '../connection/connection-words.js'
import { useNow } from '../elements/use-now.js'
import { drawTimeline } from './timeline-drawing.js'
import { useWire } from './use-wire.js'

const WIDTH = 600
const MIDDLE = 25

/** The last minute: states as a band, frames as strokes, what was read again and what is missing among them, what was broken as a line. */
export function Timeline(): ReactElement {
  const wire = useWire()
  const nowMs = useNow(500)
  const { bands, received, sent, faults, replays, gaps } = drawTimeline(wire, nowMs)
  const strokes = (places: readonly number[], from: number, to: number): string =>
    places.map((place) => `M${(place * WIDTH).toFixed(1)} ${String(from)}V${String(to)}`).join('')
  const summary = `The last minute: ${String(received.length)} frames in, ${String(sent.length)} out, ${String(replays.length)} read again, ${String(gaps.length)} gaps`
  return (
    <section className="wire-part" aria-labelledby="timeline-title">
      <h2 className="pane-heading" id="timeline-title">
        The last minute
      </h2>
      <svg
        className="timeline"
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${String(WIDTH)} 64`}
        preserveAspectRatio="none"
      >
        <path className="axis" d={`M0 ${String(MIDDLE)}H${String(WIDTH)}`} />
        <path className="stroke-in" d={strokes(received, MIDDLE - 2, MIDDLE - 21)} />
        <path className="stroke-out" d={strokes(sent, MIDDLE + 2, MIDDLE + 21)} />
        <path className="stroke-replay" d={strokes(replays, MIDDLE - 2, MIDDLE - 21)} />
        <path className="stroke-gap" d={strokes(gaps, 0, 50)} />
        <path className="stroke-fault" d={strokes(faults, 0, 64)} />
        {bands.map(({ from, to, status }) => (
          <rect
            key={from}
            className="band"
            data-tone={looks[status].tone}
            x={from * WIDTH}
            y={status === 'connected' ? 52 : 56}
            width={(to - from) * WIDTH}
            height={status === 'connected' ? 12 : 4}
          />
        ))}
      </svg>
      <p className="legend soft small">
        <span>
          <i className="key-in" /> in {received.length}
        </span>
        <span>
          <i className="key-out" /> out {sent.length}
        </span>
        <span>
          <i className="key-replay" /> read again {replays.length}
        </span>
        <span>
          <i className="key-gap" /> gaps {gaps.length}
        </span>
        <span>
          <i className="key-fault" /> broken
        </span>
        <span>
          <i className="key-up" /> connected
        </span>
        <span>
          <i className="key-down" /> not
        </span>
      </p>
    </section>
  )
}
