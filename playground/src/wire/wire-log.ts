// Owns: what happened on the wire of this page: its last frames, its states, its counts.
// Does not own: how any of it looks.
import type Echo from '@resound/echo'
import type { ConnectionStatus } from '@resound/react'
import { kindOfFrame, readFrame, type FrameSummary } from './read-frame.js'
import { redact } from './redact.js'
import { RoundTrip } from './round-trip.js'

/** A frame, or a note of what was done about the wire. Secrets are gone from both. */
export interface WireEntry extends FrameSummary {
  readonly id: number
  /** Ms since 1970. */
  readonly atMs: number
  readonly direction: 'in' | 'out' | 'note' | 'fault'
  readonly text: string
}

/** When something happened, for a drawing: kept longer than what happened. */
export type WireMark = Pick<WireEntry, 'atMs' | 'direction'>

/** From when on the connection was in a status. */
export interface StatusSpan {
  readonly atMs: number
  readonly status: ConnectionStatus
}

/** All of it, as a snapshot. */
export interface WireSnapshot {
  /** Oldest first, bounded. */
  readonly entries: readonly WireEntry[]
  /** Of the last minute. */
  readonly marks: readonly WireMark[]
  readonly statuses: readonly StatusSpan[]
  /** Events, whispers included: not what the protocol says for itself. */
  readonly received: number
  readonly sent: number
  readonly roundTripMs: number | undefined
}

const MAX_ENTRIES = 500
const MAX_STATUSES = 200
const MAX_MARKS = 5_000
/** How long marks are kept. */
export const MARKS_MS = 60_000
/** More of a frame is not kept. */
const MAX_TEXT = 8_000

/** Watches the wire of an Echo, and tells its listeners at most once a frame of the screen. */
export class WireLog {
  private snapshot: WireSnapshot = {
    entries: [],
    marks: [],
    statuses: [],
    received: 0,
    sent: 0,
    roundTripMs: undefined,
  }
  private fresh: WireEntry[] = []
  private statuses: readonly StatusSpan[] = []
  private received = 0
  private sent = 0
  private nextId = 1
  private isDue = false
  private readonly roundTrip = new RoundTrip()
  private readonly listeners = new Set<() => void>()

  /** Begins to watch; the result ends it. */
  watch(echo: Echo): () => void {
    const status = (): void => {
      const { status, since } = echo.connection.get()
      if (this.statuses.at(-1)?.status === status) return
      if (status !== 'connected') this.roundTrip.reset()
      this.statuses = [...this.statuses, { atMs: since, status }].slice(-MAX_STATUSES)
      this.publish()
    }
    status()
    const undo = [
      echo.connection.subscribe(status),
      echo.watchFrames((direction, frame) => {
        this.frame(direction, frame)
      }),
    ]
    return () => {
      for (const end of undo) end()
    }
  }

  /** Writes down something that is no frame; a fault is what was broken on purpose. */
  note(text: string, direction: 'note' | 'fault' = 'note'): void {
    this.add({ direction, text: redact(text), event: '', channel: undefined, payload: '' })
  }

  /** The last snapshot that was told. */
  readonly get = (): WireSnapshot => this.snapshot

  /** Calls back after each new snapshot; the result ends it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private frame(direction: 'in' | 'out', frame: string): void {
    const shown = redact(frame)
    const summary = readFrame(shown)
    this.roundTrip[direction](summary, performance.now())
    if (kindOfFrame(summary.event) === 'event' || kindOfFrame(summary.event) === 'whisper') {
      if (direction === 'in') this.received++
      else this.sent++
    }
    this.add({ direction, text: shown.slice(0, MAX_TEXT), ...summary, payload: summary.payload.slice(0, 200) })
  }

  private add(entry: Omit<WireEntry, 'id' | 'atMs'>): void {
    this.fresh.push({ ...entry, id: this.nextId++, atMs: Date.now() })
    // A hidden page publishes nothing for a while, and keeps no more for it.
    if (this.fresh.length > MAX_ENTRIES) this.fresh = this.fresh.slice(-MAX_ENTRIES)
    this.publish()
  }

  private publish(): void {
    if (this.isDue) return
    this.isDue = true
    requestAnimationFrame(() => {
      this.isDue = false
      const since = Date.now() - MARKS_MS
      const marks = [...this.snapshot.marks, ...this.fresh].filter(({ atMs }) => atMs > since).slice(-MAX_MARKS)
      const { statuses, received, sent } = this
      const entries =
        this.fresh.length > 0 ? [...this.snapshot.entries, ...this.fresh].slice(-MAX_ENTRIES) : this.snapshot.entries
      this.fresh = []
      this.snapshot = { entries, marks, statuses, received, sent, roundTripMs: this.roundTrip.ms }
      for (const listener of this.listeners) listener()
    })
  }
}
