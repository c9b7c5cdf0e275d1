import { usePresence } from '@resound/react'
import type { ReactElement } from 'react'
import { Waiting } from '../elements/waiting.js'
import { PlaceHead } from '../places/place-head.js'
import { Announcer } from './announcer.js'
import { Composer } from './composer.js'
import './conversation.css'
import { MessageList } from './message-list.js'
import { PeopleHere } from './people-here.js'
import { RefusedNotice } from './refused-notice.js'
import { TypingLine } from './typing-line.js'
import { useConversation } from './use-conversation.js'

/** A conversation: who is here, what was said, and what one says oneself. */
export function ConversationPane({ id, title }: { id: string; title: string }): ReactElement {
  const presence = usePresence(`conversation.${id}.presence`)
  const conversation = useConversation(id)
  const { messages, loaded, channel, answers, isAnswering, say, ask, stop } = conversation
  return (
    <>
      <PlaceHead title={title}>
        <PeopleHere presence={presence} />
      </PlaceHead>
      {channel.status === 'failed' && <RefusedNotice channel={channel} />}
      <MessageList messages={messages} answers={answers} onStop={stop} isRead={loaded.status === 'ready'}>
        <Waiting loaded={loaded} what="messages" />
      </MessageList>
      <TypingLine typing={presence.typing} />
      {/* Nothing can be said where there is nothing to say it in. */}
      {loaded.status !== 'refused' && (
        <Composer
          place={`conversation.${id}`}
          title={title}
          isAnswering={isAnswering}
          say={say}
          ask={ask}
          stop={stop}
          setTyping={presence.setTyping}
        />
      )}
      <Announcer messages={messages} answers={answers} />
    </>
  )
}
