import { EchoError } from '../errors.js'
import type { HistoryPage } from '../history.js'
import type { Undo } from '../message.js'
import { retryMs } from '../platform/retry-delay.js'
import type { Inlet, Replay } from './inlet.js'
import type { ReplayContext } from './replay.js'
import { sinceOf, type ReadSince } from './since.js'

/** What is loaded, and what has to be known before. */
export interface LaterReplay {
  load(): Promise<Replay>
  readonly since?: ReadSince | undefined
}

/** A channel that is subscribed before the replay is there. */
interface Waiting {
  readonly confirmed: boolean
  /** What the broadcaster told of it; false where that was more than once. */
  page?: HistoryPage | false
}

/**
 * A replay that is loaded for the first channel that is subscribed. Until then nothing is read, and what comes waits, as it does for the
 * answer to a first question.
 *
 * Owns: who is subscribed meanwhile and what was told of it, the retry of the load. Does not own: what is loaded.
 */
export function replayLater({ load, since }: LaterReplay, { platform, report }: ReplayContext): Replay {
  const { clock, random } = platform
  const waiting = new Map<Inlet, Waiting>()
  let replay: Replay | undefined
  let loading: Promise<void> | undefined
  let failures = 0
  let cancelRetry: Undo | undefined

  const begin = (): void => {
    cancelRetry?.()
    loading ??= load().then(
      (loaded) => {
        replay = loaded
        for (const [inlet, { confirmed, page }] of waiting) {
          loaded.joined(inlet, confirmed)
          if (page) loaded.told(inlet, page)
        }
        waiting.clear()
      },
      (cause: unknown) => {
        loading = undefined
        if (!failures)
          report(new EchoError('history', 'What reads the history could not be loaded.', { cause, retryable: true }))
        if (waiting.size) cancelRetry = clock.timer(retryMs(failures++, random), begin)
      },
    )
  }
  return {
    since: (channel) => sinceOf(channel, since, report),
    joined(inlet, confirmed) {
      if (replay) replay.joined(inlet, confirmed)
      else {
        waiting.set(inlet, { confirmed })
        begin()
      }
    },
    left(inlet) {
      replay?.left(inlet)
      if (waiting.delete(inlet) && !waiting.size) cancelRetry?.()
    },
    want: (inlet) => replay?.want(inlet),
    appeared: (...given) => replay?.appeared(...given),
    told(inlet, page) {
      replay?.told(inlet, page)
      const entry = waiting.get(inlet)
      // Of several none is kept, and all is read: what lies between them is not known here.
      if (entry) entry.page = entry.page === undefined && page
    },
  }
}
