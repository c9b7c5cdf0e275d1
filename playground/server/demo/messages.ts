/** How an assistant's answer stands; the words of `useStream`. */
export type AnswerStatus = 'streaming' | 'completed' | 'failed' | 'cancelled'

/** Who wrote a message. */
export interface Author {
  readonly id: string
  readonly name: string
}

/** A message of a conversation, as the API gives it and `message.created` carries it. */
export interface Message {
  readonly id: string
  readonly conversationId: string
  readonly role: 'user' | 'assistant'
  readonly author: Author
  /** An answer that still streams has here what was said so far. */
  readonly text: string
  /** ISO 8601. */
  readonly createdAt: string
  /** Only on answers. */
  readonly status?: AnswerStatus
}
