import { EchoError } from '../errors.js'
import type { Refusal, Undo } from '../message.js'
import type { Clock } from '../platform/clock.js'

export interface OutboxOptions {
  readonly clock: Clock
  /** What no other client's ids begin with. */
  prefix(): string
  /** Writes a frame to the present line. */
  send(frame: string): void
  /** Told of every frame that was taken, once, in the order in which they were taken; `error` is why it was not done. */
  settled(id: string, error: EchoError | undefined): void
}

/** Frames that the server answers by their ids. */
export interface Outbox {
  /** An id for the next frame. */
  nextId(): string
  /** Sends a frame; what it returns is why it was not taken. */
  take(sending: Sending): EchoError | undefined
  /** What the server says of one. */
  answer(id: string, refusal: Refusal | undefined): void
  /** The line is gone: what was not answered waits for {@link Outbox.resume}. */
  lost(): void
  /** The channel is subscribed again: what waits for it is sent again. */
  resume(channel: string): void
  /** Gives up what was not answered: all of it, or what is about `channel`. */
  giveUp(reason: string, channel?: string): void
}

/** A frame that is to be sent. */
export interface Sending {
  readonly id: string
  readonly channel: string
  readonly frame: string
}

interface Entry extends Sending {
  readonly expiresAt: number
  /** Whether the line of now has it, or a timer will see to it. */
  under: 'way' | 'wait'
  /** `null`: it was done. */
  error: EchoError | null | undefined
  cancelRetry?: Undo
}

/** The most that may be unanswered. */
const KEPT = 100
/** A whisper is about now: what was not answered in this time is given up. */
const EXPIRES_MS = 30_000
/** How long a refusal that may pass keeps us waiting, unless it says. */
const RETRY_MS = 1_000

/**
 * What was sent and not answered yet. A frame that was lost with its line is sent again under the same id, by which the server knows
 * it, so that it is done once.
 *
 * Owns: the frames, the timers of their retries and of the oldest. Does not own: the line, what the frames say.
 *
 * ```
 * take ─▶ under way ──answer──▶ settled, once all before it are
 *           ▲  │ lost, refused for now                        30 s, leave, disconnect: settled with an error
 *           └──┘ resume, retry
 * ```
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createOutbox({ clock, prefix, send, settled }: OutboxOptions): Outbox {
  const entries: Entry[] = []
  let count = 0
  let awaited: Entry | undefined
  let cancelExpiry: Undo | undefined

  const settle = (entry: Entry, reason?: string, code?: number): void => {
    if (entry.error !== undefined) return
    entry.cancelRetry?.()
    const { channel } = entry
    entry.error =
      reason === undefined ? null : new EchoError('whisper', `No whisper on ${channel}: ${reason}`, { channel, code })
  }
  const flush = (): void => {
    for (let [first] = entries; first?.error !== undefined; [first] = entries) {
      entries.shift()
      settled(first.id, first.error ?? undefined)
    }
    const [oldest] = entries
    if (oldest == awaited) return
    awaited = oldest
    cancelExpiry?.()
    // All have the same time, so the oldest is always the first to go.
    cancelExpiry =
      oldest &&
      // However the clock was set meanwhile.
      clock.timer(Math.min(EXPIRES_MS, oldest.expiresAt - clock.now()), () => {
        settle(oldest, 'the server did not answer.')
        flush()
      })
  }
  const write = (entry: Entry): void => {
    entry.under = 'way'
    send(entry.frame)
  }

  return {
    nextId: () => `${prefix()}-${String(++count)}`,
    take(sending) {
      const { channel } = sending
      if (entries.length == KEPT)
        return new EchoError('whisper', `No whisper on ${channel}: ${String(KEPT)} are unanswered.`, { channel })
      const entry: Entry = { ...sending, expiresAt: clock.now() + EXPIRES_MS, under: 'way', error: undefined }
      entries.push(entry)
      flush()
      write(entry)
      return undefined
    },
    answer(id, refusal) {
      const entry = entries.find((other) => other.id == id)
      if (!entry || entry.error !== undefined) return
      if (refusal?.retryable) {
        entry.under = 'wait'
        entry.cancelRetry?.()
        entry.cancelRetry = clock.timer(refusal.retryAfterMs ?? RETRY_MS, () => {
          write(entry)
        })
      } else {
        settle(entry, refusal?.reason, refusal?.code)
        flush()
      }
    },
    lost() {
      for (const entry of entries) {
        entry.cancelRetry?.()
        entry.under = 'wait'
      }
    },
    resume(channel) {
      for (const entry of [...entries]) {
        if (entry.channel != channel || entry.under == 'way' || entry.error !== undefined) continue
        entry.cancelRetry?.()
        write(entry)
      }
    },
    giveUp(reason, channel) {
      for (const entry of entries) if (channel === undefined || entry.channel == channel) settle(entry, reason)
      flush()
    },
  }
}
