import type { Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'
import type { ChunkOrder, Gap } from './chunk-order.js'
import type { ResumeAnswer, ResumeRequest, StreamHandlers } from './stream-state.js'

/** How long a stream that seems to begin with 1 is held back, in case a 0 was overtaken. */
const START_MS = 100
/** An answer that takes so many times longer than a gap may is not waited for. */
const PATIENCE = 10

/** What the wait for missing chunks needs of its message. */
export interface RecoveryHost<Meta> {
  readonly id: string
  readonly clock: Clock
  readonly gapTimeout?: number | undefined
  readonly order: ChunkOrder
  /** How the application is asked; undefined where it has no way to tell, or nothing can be missing. */
  resume(): StreamHandlers<Meta>['resume']
  take(answer: ResumeAnswer<Meta>): void
  failed(cause: unknown, id: string): void
  /** Something may have been skipped. */
  moved(): void
}

/** The wait for the missing chunks of one message. */
export interface ChunkRecovery {
  /** Asks for what may be missing; anew after an interruption, which what is being read may not know of. Returns whether it asks. */
  ask(reason: ResumeRequest['reason']): boolean
  /** To be called whenever the order changed. Returns whether there is anything to wait for. */
  watch(): boolean
  stop(): void
}

/**
 * Sees to it that missing chunks are asked for, and not waited for for ever.
 *
 * Owns: how long the present gap is there, the question to the application. Does not own: which chunks are missing (the order
 * knows).
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createRecovery<Meta>(host: RecoveryHost<Meta>): ChunkRecovery {
  const { clock, gapTimeout = 1_000, id, order } = host
  let cancel: Undo | undefined
  let asking: AbortController | undefined
  /** The one that is waited for. */
  let gap: Gap | undefined

  const stop = (): void => {
    cancel?.()
    asking?.abort()
    asking = gap = undefined
  }
  const done = (giveUp: boolean): void => {
    stop()
    if (giveUp) order.skip()
    host.moved()
  }
  const wait = (ms: number): void => {
    cancel = clock.timer(ms, () => {
      if (asking || gap == 'start' || !ask('gap')) done(true)
    })
  }
  const ask: ChunkRecovery['ask'] = (reason) => {
    if (asking && reason == 'mount') return true
    const resume = host.resume()
    if (!resume) return false
    stop()
    asking = new AbortController()
    const { signal } = asking
    wait(gapTimeout * PATIENCE)
    void (async () => {
      try {
        const answer = await resume({ id, after: order.sequence(), reason, signal })
        if (!signal.aborted) host.take(answer)
      } catch (cause) {
        if (!signal.aborted) host.failed(cause, id)
      }
      // It was asked for just this gap and did not come: it will not come.
      if (!signal.aborted) done(reason == 'gap')
    })()
    return true
  }
  return {
    ask,
    stop,
    watch() {
      if (asking) return true
      const present = order.gap()
      if (gap !== present) {
        stop()
        gap = present
        if (gap !== undefined) wait(gap == 'start' ? Math.min(START_MS, gapTimeout) : gapTimeout)
      }
      return gap !== undefined
    },
  }
}
