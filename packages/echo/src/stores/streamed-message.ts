import type { EchoError } from '../errors.js'
import type { Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'
import { createChunkOrder } from './chunk-order.js'
import { createRecovery } from './chunk-recovery.js'
import { fieldsOf } from '../json.js'
import type { HandlerSet } from './handlers.js'
import { idOf, knownOf, placeOf, textOf, type Fields } from './stream-payload.js'
import {
  isOver,
  MAX_CHARS,
  type ResumeRequest,
  type StreamHandlers,
  type StreamMessage,
  type StreamOptions,
  type StreamSeed,
  type StreamStatus,
} from './stream-state.js'
import { createStreamText } from './stream-text.js'

/** What a message needs of its store. */
export interface MessageHost<Meta>
  extends
    Pick<StreamOptions, 'gapTimeout' | 'idleTimeout' | 'maxChars'>,
    Pick<HandlerSet<StreamHandlers<Meta>>, 'find'> {
  readonly clock: Clock
  /** Whether streams of this channel are known to begin with 1. */
  oneBased: boolean
  /** Something of it is to be shown. */
  changed(): void
  /** `resume` or `cancel` failed for the message of that id. */
  failed(cause: unknown, id: string): void
}

/** One message that arrives in chunks. */
export interface StreamedMessage<Meta> {
  readonly id: string
  chunk(sequence: number | undefined, text: string): void
  /**
   * Takes over what is told of it: a text if there is more in it than we have, or if it is final, when it puts everything right.
   * Completed without a text, it waits for what is missing.
   */
  update(told: object, status?: StreamStatus, error?: EchoError): void
  /** Shows it as cancelled while the server is told to stop; if that fails it goes on. */
  cancel(): Promise<void>
  /** Asks the application for what may be missing. */
  recover(reason: ResumeRequest['reason']): unknown
  /** What there is of it now; the same object while nothing changed, undefined while nothing is known of it. */
  read(): StreamMessage<Meta> | undefined
  stop(): void
}

/**
 * Makes a message.
 *
 * ```
 * streaming ⇄ stalled ──▶ completed, once nothing is missing any more
 *     └──────────┴──────▶ failed · cancelled, at once
 * ```
 *
 * Owns: its status, the time since the last chunk, its snapshot. Does not own: the order (`chunk-order.ts`), the wait for what is
 * missing (`chunk-recovery.ts`), the text (`stream-text.ts`), who is told (the store reads it once a frame).
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createMessage<Meta>(id: string, host: MessageHost<Meta>): StreamedMessage<Meta> {
  const { clock, idleTimeout = 30_000 } = host
  const text = createStreamText(host.maxChars ?? MAX_CHARS)
  const order = createChunkOrder(text, host.oneBased)
  /** Undefined while nothing is known of it. */
  let status: StreamStatus | undefined
  let error: EchoError | null = null
  let meta: Meta | undefined
  let snapshot: StreamMessage<Meta> | undefined
  let cancelIdle: Undo | undefined
  /** When it was last shown another one. */
  let readAt = 0
  /** Whether it is completed once nothing is missing. */
  let ending = false
  /** Whether it waited for something when that was last looked at. */
  let waits = false

  const recovery = createRecovery<Meta>({
    ...host,
    id,
    order,
    resume: () => (isOver(status) ? undefined : host.find('resume')),
    take(answer: unknown) {
      if (Array.isArray(answer)) {
        for (const read of answer as readonly Fields[])
          if (idOf(read.id) == id) chunk(placeOf(read.sequence), textOf(read.text))
      } else if (answer) update(answer, (answer as StreamSeed).status)
    },
    moved() {
      if (status) become(status)
    },
  })
  // One timer for the whole stream, not one a frame.
  const idle = (): void => {
    const restMs = readAt + idleTimeout - clock.now()
    cancelIdle = restMs > 0 ? clock.timer(restMs, idle) : undefined
    if (!cancelIdle) become('stalled')
  }
  const stop = (): void => {
    cancelIdle?.()
    cancelIdle = undefined
    recovery.stop()
  }
  const become = (next: StreamStatus): void => {
    waits = recovery.watch()
    status = ending && !waits && !isOver(next) ? 'completed' : next
    snapshot = undefined
    if (isOver(status)) {
      stop()
      host.oneBased ||= order.oneBased()
    }
    host.changed()
  }
  const chunk: StreamedMessage<Meta>['chunk'] = (sequence, piece) => {
    if (isOver(status) || !order.add(sequence, piece)) return
    const gap = order.gap()
    // Somebody who comes in the middle of a message asks for its beginning at once.
    if (!status && typeof gap == 'number') recovery.ask('mount')
    // Else it is to be shown already, and waits for nothing: what nearly every chunk comes to.
    if (snapshot || status != 'streaming' || waits || gap !== undefined) become('streaming')
  }
  const update: StreamedMessage<Meta>['update'] = (told, given, failure) => {
    const { text: whole, sequence, meta: more } = knownOf<Meta>(fieldsOf(told))
    const present = status ?? 'streaming'
    const next = given ?? present
    const ends = isOver(next)
    const taken =
      whole !== undefined &&
      (ends || (sequence === undefined ? whole.length >= text.flush().text.length : sequence > order.sequence()))
    // A replay changes nothing, unless it brings the whole text of what was completed with holes.
    if (isOver(status) && !(taken && next == status)) return
    meta = more ?? meta
    error = failure ?? error
    if (taken) {
      text.set(whole)
      order.jump(sequence, ends)
    } else if (next == 'completed') {
      order.expect(sequence ?? -1)
      ending = true
    } else if (ends) while (order.skip());
    become(taken || next != 'completed' ? next : present)
  }
  return {
    id,
    chunk,
    update,
    async cancel() {
      if (isOver(status)) return
      become('cancelled')
      try {
        await host.find('cancel')?.(id)
      } catch (cause) {
        become('streaming')
        host.failed(cause, id)
      }
    },
    recover: recovery.ask,
    read() {
      if (snapshot || !status) return snapshot
      const { full, parts, text: whole } = text.flush(isOver(status))
      readAt = clock.now()
      if (status == 'streaming' && !cancelIdle) idle()
      return (snapshot = {
        id,
        text: whole,
        parts,
        status,
        error,
        sequence: order.sequence(),
        missing: order.missing(),
        truncated: full || order.lost() > 0,
        meta,
      })
    },
    stop,
  }
}
