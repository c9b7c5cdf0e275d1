// Owns: which questions on the wire still wait for their answer.
import type { FrameSummary } from './read-frame.js'

/** Which frame answers which: both ends of a round trip can be seen on the wire. */
const answers: Readonly<Record<string, string>> = {
  'pusher:pong': 'pusher:ping',
  'pusher_internal:subscription_succeeded': 'pusher:subscribe',
  subscribed: 'subscribe',
}

/** How many questions are remembered. */
const MAX_WAITING = 100

/** Measures the way there and back from the frames that pass. */
export class RoundTrip {
  /** The last one that was measured, in ms. */
  ms: number | undefined = undefined
  private readonly askedAt = new Map<string, number>()

  /** A frame went out. */
  out({ event, channel = '' }: FrameSummary, nowMs: number): void {
    if (!Object.values(answers).includes(event)) return
    if (this.askedAt.size >= MAX_WAITING) this.askedAt.clear()
    this.askedAt.set(`${event} ${channel}`, nowMs)
  }

  /** A frame came in. */
  in({ event, channel = '' }: FrameSummary, nowMs: number): void {
    const question = `${answers[event] ?? ''} ${channel}`
    const askedAt = this.askedAt.get(question)
    if (askedAt === undefined) return
    this.askedAt.delete(question)
    this.ms = nowMs - askedAt
  }

  /** The link is gone: nothing on it will be answered. */
  reset(): void {
    this.askedAt.clear()
    this.ms = undefined
  }
}
