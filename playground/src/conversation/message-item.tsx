import { memo, type ReactElement } from 'react'
import type { Message } from '../demo/demo-types.js'
import { Avatar } from '../elements/avatar.js'
import { Icon } from '../elements/icon.js'
import { Moment } from '../elements/moment.js'
import { AnswerText } from './answer-text.js'
import type { Answer } from './use-answers.js'

/** A message, and where it stands. */
export interface MessageItemProps {
  readonly message: Message
  readonly answer: Answer | undefined
  /** Whether its author is named: not where they said something right before. */
  readonly isFirst: boolean
  readonly onStop: (id: string) => void
}

/** One message. Only the one that streams is drawn again while it does. */
export const MessageItem = memo(function MessageItem(props: MessageItemProps): ReactElement {
  const { message, answer, isFirst, onStop } = props
  const { id, author, createdAt, role, text, status } = message
  const isOpen = answer ? answer.status === 'streaming' || answer.status === 'stalled' : status === 'streaming'
  return (
    <li className="message" data-role={role} data-first={isFirst} aria-busy={isOpen}>
      {isFirst && <Avatar id={author.id} name={author.name} />}
      <div className="message-body">
        {isFirst && (
          <p className="message-head">
            <strong>{author.name}</strong> <Moment iso={createdAt} />
            {isOpen && (
              <button
                type="button"
                className="button is-small"
                onClick={() => {
                  onStop(id)
                }}
              >
                <Icon name="stop" />
                Stop
              </button>
            )}
          </p>
        )}
        {role === 'user' ? (
          <p className="message-text">{text}</p>
        ) : (
          <AnswerText parts={answer?.parts ?? [text]} isOpen={isOpen} />
        )}
        <AnswerState message={message} answer={answer} />
      </div>
    </li>
  )
})

/** How an answer ended, or why it does not go on; nothing where all is well. */
function AnswerState({ message, answer }: Pick<MessageItemProps, 'message' | 'answer'>): ReactElement | null {
  const status = answer?.meta?.stopped ? 'cancelled' : (answer?.status ?? message.status)
  switch (status) {
    case 'cancelled':
      return <p className="answer-state soft small">■ Stopped</p>
    case 'failed':
      return (
        <p className="answer-state is-bad small">
          ▲ {answer?.error?.message ?? 'The answer broke off.'} Ask once more.
        </p>
      )
    case 'stalled':
      return <p className="answer-state soft small">◌ Nothing has come for a while. It goes on when the server does.</p>
    default:
      return null
  }
}
