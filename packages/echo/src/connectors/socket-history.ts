import { EchoError } from '../errors.js'
import { pageOf } from '../histories/page.js'
import type { HistoryReader } from '../history.js'
import { fieldsOf } from '../json.js'
import type { AnswerMessage } from '../message.js'

/** Reads the history of a server that is asked over the socket. */
export interface SocketHistory extends HistoryReader {
  answer(answer: AnswerMessage): void
}

/**
 * Questions about missed events over the line itself. `ask` sends one under the id that it returns; what the server says to it comes
 * by {@link SocketHistory.answer}.
 *
 * Owns: those that wait for an answer. Does not own: when they are asked, how long they wait.
 */
export function socketHistory(ask: (channels: readonly object[]) => string): SocketHistory {
  const waiting = new Map<string, SocketHistory['answer']>()
  return {
    read: (requests, signal) =>
      new Promise((resolve, reject) => {
        const id = ask(
          requests.map(({ channel, after }) => ({ name: channel, epoch: after?.epoch, after: after?.seq })),
        )
        waiting.set(id, ({ refusal, channels }) => {
          const pages = fieldsOf(channels)
          if (refusal) reject(new EchoError('history', refusal.reason, { ...refusal }))
          else resolve(new Map(requests.map(({ channel }) => [channel, pageOf(channel, pages[channel])])))
        })
        // However it ends.
        signal.addEventListener('abort', () => waiting.delete(id))
      }),
    answer(answer) {
      waiting.get(answer.id ?? '')?.(answer)
    },
  }
}
