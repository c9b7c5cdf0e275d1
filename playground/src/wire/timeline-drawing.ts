import type { ConnectionStatus } from '@resound/react'
import { MARKS_MS, type StatusSpan, type WireMark } from './wire-log.js'

/** A stretch of time in one status, in parts of the width. */
export interface Band {
  readonly from: number
  readonly to: number
  readonly status: ConnectionStatus
}

/** A minute of the wire, in numbers from 0 (then) to 1 (now). */
export interface TimelineDrawing {
  readonly bands: readonly Band[]
  readonly received: readonly number[]
  readonly sent: readonly number[]
  /** What was broken on purpose. */
  readonly faults: readonly number[]
  /** What was missed and read again. */
  readonly replays: readonly number[]
  /** Where something is missing for good. */
  readonly gaps: readonly number[]
}

/** What a timeline shows at `nowMs`. */
export function drawTimeline(
  { marks, statuses }: { marks: readonly WireMark[]; statuses: readonly StatusSpan[] },
  nowMs: number,
): TimelineDrawing {
  const at = (ms: number): number => Math.min(1, Math.max(0, 1 - (nowMs - ms) / MARKS_MS))
  const bands = statuses.map(({ atMs, status }, index) => {
    const next = statuses[index + 1]
    return { from: at(atMs), to: next ? at(next.atMs) : 1, status }
  })
  const recent = marks.filter(({ atMs }) => nowMs - atMs < MARKS_MS)
  const places = (direction: WireMark['direction']): number[] =>
    recent.filter((mark) => mark.direction === direction).map(({ atMs }) => at(atMs))
  return {
    bands: bands.filter(({ from, to }) => to > from),
    received: places('in'),
    sent: places('out'),
    faults: places('fault'),
    replays: places('replay'),
    gaps: places('gap'),
  }
}
