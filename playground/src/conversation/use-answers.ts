import { useStream, type StreamMessage } from '@resound/react'
import type { AnswerEnd } from '../demo/demo-types.js'
import { isRefusal } from '../demo/request.js'
import { useSession } from '../session/session-context.js'

/** What is known of an answer beside its text. */
export interface AnswerMeta {
  /** Somebody had enough of it. */
  readonly stopped: boolean
}

/** An answer as it streams in. */
export type Answer = StreamMessage<AnswerMeta>

/** How the answers of a conversation are read; who gives the same shares them. */
export const answerOptions = {
  parse: {
    completed: ({ messageId, sequence, stopped }: AnswerEnd) => ({ id: messageId, sequence, meta: { stopped } }),
  },
}

/**
 * The assistant's answers in a conversation, chunk by chunk. What was missed while the connection was gone, or before the page
 * was loaded, is read from the server.
 */
export function useAnswers(conversationId: string, onFinish: (answer: Answer) => void) {
  const { api, wire } = useSession()
  return useStream<AnswerMeta>(`conversation.${conversationId}`, {
    ...answerOptions,
    onFinish,
    async resume({ id, after, signal }) {
      // Before the first chunk `after` is whatever stands below it; the server counts from 1.
      const from = Math.max(0, after)
      try {
        const { text, status, chunks } = await api.answer(id, from, signal)
        return { id, text, status, sequence: chunks.at(-1)?.sequence ?? from }
      } catch (error) {
        // A server that was started anew knows nothing of it, and nobody goes on with it.
        if (isRefusal(error) && error.status === 404) return { id, status: 'failed' }
        throw error
      }
    },
    cancel: (id) => api.stop(conversationId, id),
    onError: ({ message }, answer) => {
      // One that failed says so where it stands.
      if (answer?.status !== 'failed') wire.note(message)
    },
  })
}
