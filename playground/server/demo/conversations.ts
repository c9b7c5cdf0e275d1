// Owns: the demo's conversations and the last messages of each.
// Does not own: telling anybody, answers while they stream.
import type { ServerClock } from '../clock.js'
import { pushBounded } from './bounded-list.js'
import type { AnswerStatus, Author, Message } from './messages.js'
import { demoUsers } from './users.js'

/** How many messages a conversation remembers. */
const MAX_MESSAGES = 200

/** A conversation in the list of all. */
export interface ConversationSummary {
  readonly id: string
  readonly title: string
  readonly lastMessage: Message | null
}

/** What it takes to write a message. */
export interface NewMessage {
  readonly role: Message['role']
  readonly author: Author
  readonly text: string
  readonly status?: AnswerStatus
}

interface Conversation {
  readonly id: string
  readonly title: string
  readonly messages: Message[]
}

const opening: readonly (readonly [title: string, lines: readonly string[]])[] = [
  ['Launch', ['Shall we open the doors on Thursday?', 'Thursday it is. I still want to pull the plug once before.']],
  ['Support', ['A customer says that her order stands still.', 'Which one? I will have a look at it.']],
  ['Lunch', ['The place by the river, at one?']],
]

/** Conversations in memory. */
export class Conversations {
  private readonly conversations = new Map<string, Conversation>()
  private written = 0
  /** A server that was started anew numbers from 1 again, before pages that know the messages of the last one. */
  private readonly started: string

  constructor(private readonly clock: ServerClock) {
    this.started = clock.now().toString(36)
    for (const [index, [title, lines]] of opening.entries()) this.open(String(index + 1), title, lines)
  }

  /** All of them. */
  list(): readonly ConversationSummary[] {
    return [...this.conversations.values()].map(({ id, title, messages }) => ({
      id,
      title,
      lastMessage: messages.at(-1) ?? null,
    }))
  }

  /** The messages of a conversation, oldest first; undefined where there is none of that id. */
  messages(id: string): readonly Message[] | undefined {
    return this.conversations.get(id)?.messages
  }

  /** Writes a message; undefined where there is no such conversation. */
  write(conversationId: string, message: NewMessage): Message | undefined {
    const conversation = this.conversations.get(conversationId)
    if (!conversation) return undefined
    const id = `m${this.started}-${String(++this.written)}`
    const written: Message = { id, conversationId, ...message, createdAt: new Date(this.clock.now()).toISOString() }
    pushBounded(conversation.messages, written, MAX_MESSAGES)
    return written
  }

  /** Replaces a message by one of the same id; one that was forgotten stays so. */
  update(message: Message): void {
    const messages = this.conversations.get(message.conversationId)?.messages
    const index = messages?.findIndex(({ id }) => id === message.id) ?? -1
    if (index >= 0) messages?.splice(index, 1, message)
  }

  private open(id: string, title: string, lines: readonly string[]): void {
    this.conversations.set(id, { id, title, messages: [] })
    for (const [index, text] of lines.entries()) {
      const user = demoUsers[index % demoUsers.length]
      if (user) this.write(id, { role: 'user', author: { id: user.id, name: user.name }, text })
    }
  }
}
