import { EchoError } from '../errors.js'
import { pageOf } from '../histories/page.js'
import type { HistoryReader } from '../history.js'
import { fieldsOf } from '../json.js'
import type { AnswerMessage } from '../message.js'
import type { Clock } from '../platform/clock.js'

export interface SocketHistoryOptions {
  readonly clock: Clock
  /** Sends the question under the id that it returns; what the server says to it comes by {@link SocketHistory.answer}. */
  ask(channels: readonly object[]): string
}

/** Reads the history of a server that is asked over the socket. */
export interface SocketHistory extends HistoryReader {
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
  return {
    read: (requests, signal) =>
      new Promise((resolve, reject) => {
        const channels = requests.map(({ channel, after }) => ({
          name: channel,
          epoch: after?.epoch,
          after: after?.seq,
        }))
        const id = ask(channels)
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
    answer(answer) {
      const { id = '', refusal } = answer
      waiting.get(id)?.(refusal ? new EchoError('history', refusal.reason, { ...refusal }) : answer)
    },
    lost() {
      for (const answered of [...waiting.values()]) answered(unanswered())
    },
  }
}
