import { useEffect, type ReactElement, type ReactNode } from 'react'
import type { Message } from '../demo/demo-types.js'
import { useSession } from '../session/session-context.js'
import { MessageItem } from './message-item.js'
import type { Answer } from './use-answers.js'
import { useStickToEnd } from './use-stick-to-end.js'

/** What the list shows. */
export interface MessageListProps {
  readonly messages: readonly Message[]
  readonly answers: ReadonlyMap<string, Answer>
  readonly onStop: (id: string) => void
  /** Whether the messages of the server are there. */
  readonly isRead: boolean
  readonly children?: ReactNode
}

/** Messages of one person within this time stand together. */
const TOGETHER_MS = 5 * 60_000

/** What was said, staying at its end unless somebody scrolls up to read; what one says oneself goes there again. */
export function MessageList({ messages, answers, onStop, isRead, children }: MessageListProps): ReactElement {
  const { scroller, content, isAtEnd, toEnd } = useStickToEnd()
  const { user } = useSession()
  const lastOwn = messages.findLast(({ author }) => author.id === user.id)?.id
  useEffect(toEnd, [lastOwn, toEnd])
  return (
    <div className="messages-frame">
      <div className="messages" ref={scroller} role="region" aria-label="Messages" tabIndex={0}>
        <div className="messages-content" ref={content}>
          {children}
          {isRead && messages.length === 0 && <p className="empty soft">Nobody has said anything yet. Begin.</p>}
          <ol>
            {messages.map((message, index) => (
              <MessageItem
                key={message.id}
                message={message}
                answer={answers.get(message.id)}
                isFirst={!goesOn(messages[index - 1], message)}
                onStop={onStop}
              />
            ))}
          </ol>
        </div>
      </div>
      {!isAtEnd && (
        <button type="button" className="button to-end" onClick={toEnd}>
          To the end
        </button>
      )}
    </div>
  )
}

function goesOn(before: Message | undefined, { author, createdAt, role }: Message): boolean {
  if (role === 'assistant') return false
  return before?.author.id === author.id && Date.parse(createdAt) - Date.parse(before.createdAt) < TOGETHER_MS
}
