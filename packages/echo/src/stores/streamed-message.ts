import type { EchoError } from '../errors.js'
import type { Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'
import { createChunkOrder } from './chunk-order.js'
import { createRecovery } from './chunk-recovery.js'
import { idOf, knownOf, placeOf, textOf, type Fields } from './stream-payload.js'
import {
  isOver,
  listOf,
  type ResumeAnswer,
  type ResumeRequest,
  type StreamChunk,
  type StreamHandlers,
  type StreamMessage,
  type StreamOptions,
  type StreamSeed,
  type StreamStatus,
} from './stream-state.js'
import { createStreamText } from './stream-text.js'

/** What a message needs of its store. */
export interface MessageHost<Meta> extends Pick<StreamOptions, 'gapTimeout' | 'idleTimeout'> {
  readonly clock: Clock
  readonly maxChars: number
  /** Whether streams of this channel are known to begin with 1. */
  oneBased: boolean
  /** Something of it is to be shown. */
  changed(): void
  /** Asks the application; undefined where it has no `resume`. */
  resume(request: ResumeRequest): Promise<ResumeAnswer<Meta>> | undefined
  /** `resume` or `cancel` failed for the message of that id. */
  failed(cause: unknown, id: string): void
}

/** What is known of a message beside its chunks. */
export interface MessageUpdate<Meta> extends Omit<StreamSeed<Meta>, 'id'> {
  readonly error?: EchoError | undefined
}

/** One message that arrives in chunks. */
export interface StreamedMessage<Meta> {
  readonly id: string
  chunk(sequence: number | undefined, text: string): void
  /**
   * Takes over what is told of it: a text if there is more in it than we have, or if it is final, when it puts everything right.
   * Completed without a text, it waits for what is missing. What `happens` is to be told when it is over, what is history is not.
   */
  update(update: MessageUpdate<Meta>, happens: boolean): void
  /** Shows it as cancelled while `stop` tells the server; if that fails it goes on. */
  cancel(stop: StreamHandlers['cancel']): Promise<void>
  /** Shows it no more. */
  clear(): void
  /** Asks the application for what may be missing. */
  recover(reason: ResumeRequest['reason']): unknown
  /** What there is of it now; the same object while nothing changed, undefined while nothing is known of it. */
  read(): StreamMessage<Meta> | undefined
  cleared(): boolean
  /** Whether it was over when it was first heard of. */
  isHistory(): boolean
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
  const text = createStreamText(host.maxChars)
  const order = createChunkOrder(text, host.oneBased)
  let status: StreamStatus = 'streaming'
  let known = false
  let cleared = false
  let isHistory = false
  let error: EchoError | null = null
  let meta: Meta | undefined
  let snapshot: StreamMessage<Meta> | undefined
  let cancelIdle: Undo | undefined
  /** Whether it is completed once nothing is missing. */
  let ending = false
  /** Whether it waited for something when that was last looked at. */
  let waits = false

  const recovery = createRecovery<ResumeAnswer<Meta>>({
    ...host,
    order,
    ask: (reason, signal) =>
      cleared || isOver(status) ? undefined : host.resume({ id, after: order.sequence(), reason, signal }),
    take(answer) {
      const isChunks = Array.isArray(answer)
      for (const part of listOf<StreamSeed<Meta> | StreamChunk>(answer ?? [])) {
        const read = part as unknown as Fields
        const about = idOf(read.id)
        if (!isChunks) update({ ...knownOf(read), status: (part as StreamSeed).status }, true)
        else if (about == id) chunk(placeOf(read.sequence), textOf(read.text))
      }
    },
    failed(cause) {
      host.failed(cause, id)
    },
    moved() {
      if (known) moved()
    },
  })
  const stop = (): void => {
    cancelIdle?.()
    recovery.stop()
  }
  const touch = (next: StreamStatus): void => {
    status = next
    snapshot = undefined
    known = true
    if (isOver(status)) {
      stop()
      host.oneBased ||= order.oneBased()
    }
    host.changed()
  }
  const moved = (): void => {
    waits = !isOver(status) && recovery.watch()
    touch(ending && !waits ? 'completed' : status)
  }
  const chunk: StreamedMessage<Meta>['chunk'] = (sequence, piece) => {
    if (isOver(status) || !order.add(sequence, piece)) return
    status = 'streaming'
    // Somebody who comes in the middle of a message asks for its beginning at once.
    if (!known && order.waiting() && !order.startUnsure()) recovery.ask('mount')
    // Else it is to be shown already, and waits for nothing: what nearly every chunk comes to.
    if (snapshot || !known || waits || order.waiting()) moved()
  }
  const update: StreamedMessage<Meta>['update'] = (given, happens) => {
    const { text: whole, sequence, status: next = status } = given
    const ends = isOver(next)
    const taken =
      whole !== undefined &&
      (ends || (sequence === undefined ? whole.length >= text.flush().text.length : sequence > order.sequence()))
    // A replay changes nothing, unless it brings the whole text of what was completed with holes.
    if (isOver(status) && !(taken && next == status)) return
    if (!known) isHistory = ends && !happens
    meta = given.meta ?? meta
    error = given.error ?? error
    if (taken) {
      text.set(whole)
      order.jump(sequence, ends)
    } else if (next == 'completed') {
      order.expect(sequence ?? -1)
      ending = true
    } else if (ends) while (order.waiting()) order.skip()
    if (taken || next != 'completed') status = next
    moved()
  }
  return {
    id,
    chunk,
    update,
    async cancel(tell) {
      if (isOver(status)) return
      touch('cancelled')
      try {
        await tell?.(id)
      } catch (cause) {
        touch('streaming')
        host.failed(cause, id)
      }
    },
    clear() {
      cleared = true
      touch(status)
    },
    recover: recovery.ask,
    read() {
      if (snapshot || !known) return snapshot
      const { full, ...written } = text.flush(isOver(status))
      cancelIdle?.()
      if (status == 'streaming')
        cancelIdle = host.clock.timer(host.idleTimeout ?? 30_000, () => {
          touch('stalled')
        })
      const truncated = full || order.lost() > 0
      const sequence = order.sequence()
      return (snapshot = { id, ...written, status, error, sequence, missing: order.missing(), truncated, meta })
    },
    cleared: () => cleared,
    isHistory: () => isHistory,
    stop,
  }
}
