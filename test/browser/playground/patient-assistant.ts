import { systemClock, type ServerClock } from '../../../playground/server/clock.js'
import { pauseBefore } from '../../../playground/server/demo/answers.js'

/** The server's clock, and who waits on it. */
export interface PatientAssistant {
  readonly clock: ServerClock
  /** Lets the assistant say so many more pieces, and nothing more until what this gives is called: a page may take its time. */
  waitsAfter(pieces: number): () => void
}

const pauses = [undefined, 'word'].map(pauseBefore)

/** The machine's clock, but for the pauses in an answer. */
export function patientAssistant(): PatientAssistant {
  let left = Infinity
  const held = new Set<() => void>()
  return {
    clock: {
      now: systemClock.now,
      timer(ms, run) {
        if (!pauses.includes(ms) || left-- > 0) return systemClock.timer(ms, run)
        held.add(run)
        return () => held.delete(run)
      },
    },
    waitsAfter(pieces) {
      left = pieces
      return () => {
        left = Infinity
        for (const run of held) run()
        held.clear()
      }
    },
  }
}
