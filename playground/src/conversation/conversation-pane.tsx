import { usePresence } from '@resound/react'
import type { ReactElement } from 'react'
import { Waiting } from '../elements/waiting.js'
import { PlaceHead } from '../places/place-head.js'
import { isLive } from '../session/address.js'
import { useSession } from '../session/session-context.js'
import { Announcer } from './announcer.js'
import { Composer } from './composer.js'
import './conversation.css'
import { FirstLook } from './first-look.js'
import { MessageList } from './message-list.js'
import { PeopleHere } from './people-here.js'
import { RefusedNotice } from './refused-notice.js'
import { TypingLine } from './typing-line.js'
import { useConversation } from './use-conversation.js'

/** A conversation: who is here, what was said, and what one says oneself. */
export function ConversationPane({ id, title }: { id: string; title: string }): ReactElement {
  const presence = usePresence(`conversation.${id}.presence`)
  const conversation = useConversation(id)
  const { broadcaster } = useSession()
  const { messages, loaded, channel, answers, isAnswering, say, ask, stop } = conversation
  const isFirst = isLive(broadcaster) && loaded.status === 'ready' && messages.every(({ role }) => role === 'user')
  return (
    <>
      <PlaceHead title={title}>
        <PeopleHere presence={presence} />
      </PlaceHead>
      {channel.status === 'failed' && <RefusedNotice channel={channel} />}
      <MessageList messages={messages} answers={answers} onStop={stop} isRead={loaded.status === 'ready'}>
        <Waiting loaded={loaded} what="messages" />
        {isFirst && <FirstLook ask={ask} />}
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
