import { historyOf, type History } from '../delivery/replay.js'
import { EchoError } from '../errors.js'
import { pageOf } from '../histories/page.js'
import type { HistoryReader } from '../history.js'
import { fieldsOf } from '../json.js'
import type { AnswerMessage } from '../message.js'
import type { Clock } from '../platform/clock.js'

export interface SocketHistoryOptions {
  readonly clock: Clock
  /** Sends the question; what the server says to it comes by {@link SocketHistory.answer}. */
  ask(channels: readonly object[], sockets: readonly string[]): string
}

/** The history of a server that is asked over the socket. */
export interface SocketHistory {
  readonly history: History
  /** What reads it, for a client that has had these socket ids. */
  open(sockets: () => readonly string[]): HistoryReader
  answer(answer: AnswerMessage): void
  /** The line is gone: nothing is answered any more. */
  lost(): void
}

type Answered = (answer: AnswerMessage | EchoError) => void

const ANSWER_MS = 15_000

const unanswered = (): EchoError =>
  new EchoError('history', 'The server was asked, and did not answer.', { retryable: true })

/** Questions about missed events over the line itself. Owns: those that wait for an answer. Does not own: when they are asked. */
export function socketHistory({ clock, ask }: SocketHistoryOptions): SocketHistory {
  const waiting = new Map<string, Answered>()
  const open = (sockets: () => readonly string[]): HistoryReader => ({
    read: (requests, signal) =>
      new Promise((resolve, reject) => {
        const channels = requests.map(({ channel, after }) => ({
          name: channel,
          epoch: after?.epoch,
          after: after?.seq,
        }))
        const id = ask(channels, sockets())
        const give = (): void => {
          answered(unanswered())
        }
        const cancel = clock.timer(ANSWER_MS, give)
        const answered: Answered = (answer) => {
          waiting.delete(id)
          cancel()
          // It is one signal for all questions.
          signal.removeEventListener('abort', give)
          if (answer instanceof EchoError) reject(answer)
          else {
            const pages = fieldsOf(answer.channels)
            resolve(new Map(requests.map(({ channel }) => [channel, pageOf(channel, pages[channel])])))
          }
        }
        waiting.set(id, answered)
        signal.addEventListener('abort', give)
      }),
  })
  return {
    open,
    history: historyOf(({ sockets }) => open(sockets)),
    answer(answer) {
      const { id = '', refusal } = answer
      waiting.get(id)?.(refusal ? new EchoError('history', refusal.reason, { ...refusal }) : answer)
    },
    lost() {
      for (const answered of [...waiting.values()]) answered(unanswered())
    },
  }
}
