import { usePrivate } from '@resound/react'
import { useState, type ReactElement } from 'react'
import type { Conversation, Member } from '../demo/demo-types.js'
import { Avatar } from '../elements/avatar.js'
import { Icon } from '../elements/icon.js'
import { placeName, useAddress } from '../session/address.js'
import { useSession } from '../session/session-context.js'
import { PlaceLink } from './place-link.js'

/** What a conversation in the list shows. */
export interface ConversationLinkProps {
  readonly conversation: Conversation
  readonly here: readonly Member[]
  readonly onGo: () => void
}

/** A conversation in the list: who is there, and how much was said since one was there oneself. */
export function ConversationLink({ conversation, here, onGo }: ConversationLinkProps): ReactElement {
  const { id, title } = conversation
  const { user } = useSession()
  const { place } = useAddress()
  const isHere = placeName(place) === `conversation.${id}`
  const [unread, setUnread] = useState(0)
  if (isHere && unread > 0) setUnread(0)
  usePrivate(`conversation.${id}`, '.message.created', ({ author }) => {
    if (!isHere && author.id !== user.id) setUnread((before) => before + 1)
  })
  return (
    <PlaceLink
      place={{ kind: 'conversation', id }}
      title={title}
      icon={<Icon name="chat" />}
      unread={unread}
      onGo={onGo}
    >
      <span className="avatars is-small">
        {here.map((member) => (
          <Avatar key={member.id} id={member.id} name={member.name} isNamed />
        ))}
      </span>
    </PlaceLink>
  )
}
