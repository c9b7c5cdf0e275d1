// Owns: what happened on the wire of this page: its last frames, its states, its counts.
// Does not own: how any of it looks.
import type Echo from '@resound/echo'
import type { Gap, GapReason } from '@resound/echo/core'
import type { ConnectionStatus, EventMeta } from '@resound/react'
import { readFrame, type FrameSummary } from './read-frame.js'
import { redact } from './redact.js'
import { RoundTrip } from './round-trip.js'
import { SeenCursors } from './seen-cursors.js'

/** A frame, or a note of what was done about the wire. Secrets are gone from both. */
export interface WireEntry extends FrameSummary {
  readonly id: number
  /** Ms since 1970. */
  readonly atMs: number
  readonly direction: 'in' | 'out' | 'note' | 'fault'
  readonly text: string
}

/** When something happened, for a drawing: kept longer than what happened. */
export interface WireMark {
  readonly atMs: number
  /** `replay`: an event that was missed, and read again; `gap`: where events are missing for good. */
  readonly direction: WireEntry['direction'] | 'replay' | 'gap'
}

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
  /** Events that were missed and then read from the event log. */
  readonly replayed: number
  /** Events that came again, and were dropped. */
  readonly repeated: number
  /** Events that nobody has any more. */
  readonly lost: number
  /** Whether these are only the ones that are known of. */
  readonly isLostOpen: boolean
  readonly roundTripMs: number | undefined
}

const MAX_ENTRIES = 500
const MAX_STATUSES = 200
const MAX_MARKS = 5_000
/** How long marks are kept. */
export const MARKS_MS = 60_000
/** More of a frame is not kept. */
const MAX_TEXT = 8_000

/** Why events cannot be had any more. */
const reasons: Record<GapReason, string> = {
  retention: 'the server keeps them no longer',
  epoch: 'the server has lost what it kept',
  missing: 'its log has not got them',
  refused: 'the server does not let us read them',
  'no-history': 'there is nowhere to read them from',
}

/** Watches the wire of an Echo, and tells its listeners at most once a frame of the screen. */
export class WireLog {
  private snapshot: WireSnapshot = {
    entries: [],
    marks: [],
    statuses: [],
    replayed: 0,
    repeated: 0,
    lost: 0,
    isLostOpen: false,
    roundTripMs: undefined,
  }
  private fresh: WireEntry[] = []
  private freshMarks: WireMark[] = []
  private statuses: readonly StatusSpan[] = []
  private replayed = 0
  private lost = 0
  private isLostOpen = false
  private readonly cursors = new SeenCursors()
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

  /** An event reached the page, live or read again. */
  delivered({ channel, cursor, replayed }: Pick<EventMeta, 'channel' | 'cursor' | 'replayed'>): void {
    if (cursor !== undefined) this.cursors.deliver(channel, cursor)
    if (!replayed) return
    this.replayed++
    this.mark('replay')
  }

  /** Events are missing for good. */
  gap({ channel, from, to, reason }: Gap): void {
    this.lost += to === null ? 1 : to - from + 1
    this.isLostOpen ||= to === null
    this.mark('gap')
    const range =
      to === null ? `from ${String(from)} on` : to === from ? String(from) : `${String(from)} to ${String(to)}`
    this.note(`${channel}: events ${range} are lost: ${reasons[reason]}.`)
  }

  /** The last snapshot that was told. */
  readonly get = (): WireSnapshot => this.snapshot

  /** Calls back after each new snapshot; the result ends it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private frame(direction: 'in' | 'out', frame: string): void {
    if (direction === 'in') this.cursors.arrive(frame)
    const shown = redact(frame)
    const summary = readFrame(shown)
    this.roundTrip[direction](summary, performance.now())
    this.add({ direction, text: shown.slice(0, MAX_TEXT), ...summary, payload: summary.payload.slice(0, 200) })
  }

  private add(entry: Omit<WireEntry, 'id' | 'atMs'>): void {
    this.fresh.push({ ...entry, id: this.nextId++, atMs: Date.now() })
    this.freshMarks.push({ atMs: Date.now(), direction: entry.direction })
    // A hidden page publishes nothing for a while, and keeps no more for it.
    if (this.fresh.length > MAX_ENTRIES) this.fresh = this.fresh.slice(-MAX_ENTRIES)
    this.publish()
  }

  private mark(direction: WireMark['direction']): void {
    this.freshMarks.push({ atMs: Date.now(), direction })
    this.publish()
  }

  private publish(): void {
    if (this.isDue) return
    this.isDue = true
    requestAnimationFrame(() => {
      this.isDue = false
      const since = Date.now() - MARKS_MS
      const marks = [...this.snapshot.marks, ...this.freshMarks].filter(({ atMs }) => atMs > since).slice(-MAX_MARKS)
      const { statuses, replayed, lost, isLostOpen } = this
      const { repeated } = this.cursors
      const entries =
        this.fresh.length > 0 ? [...this.snapshot.entries, ...this.fresh].slice(-MAX_ENTRIES) : this.snapshot.entries
      this.fresh = []
      this.freshMarks = []
      const roundTripMs = this.roundTrip.ms
      this.snapshot = { entries, marks, statuses, replayed, repeated, lost, isLostOpen, roundTripMs }
      for (const listener of this.listeners) listener()
    })
  }
}
