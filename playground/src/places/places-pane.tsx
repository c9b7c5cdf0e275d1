import type { ReactElement } from 'react'
import type { Conversation, DemoUser } from '../demo/demo-types.js'
import { Icon } from '../elements/icon.js'
import type { Drawer } from '../elements/use-drawer.js'
import type { Loaded } from '../elements/use-loaded.js'
import { placeName, useAddress } from '../session/address.js'
import { ConversationLink } from './conversation-link.js'
import { PlaceLink } from './place-link.js'
import './places.css'
import { useWhereabouts } from './use-whereabouts.js'
import { WhoYouAre } from './who-you-are.js'

/** What the pane is given. */
export interface PlacesPaneProps {
  readonly drawer: Drawer
  readonly conversations: Loaded<readonly Conversation[]>
  readonly unreadNotes: number
  readonly changeUser: (user: DemoUser) => void
}

/** All places, and who one is. */
export function PlacesPane({ drawer, conversations, unreadNotes, changeUser }: PlacesPaneProps): ReactElement {
  const { place } = useAddress()
  const here = useWhereabouts(placeName(place))
  const onGo = drawer.close
  return (
    <nav className="pane pane-places" aria-label="Places" data-drawer-name="places" tabIndex={-1}>
      <div className="places">
        <h2 className="pane-heading">Conversations</h2>
        {conversations.status !== 'ready' && <p className="waiting soft small">Waiting for the server …</p>}
        <ul>
          {conversations.status === 'ready' &&
            conversations.data.map((conversation) => (
              <ConversationLink
                key={conversation.id}
                conversation={conversation}
                here={here.get(`conversation.${conversation.id}`) ?? []}
                onGo={onGo}
              />
            ))}
        </ul>
        <h2 className="pane-heading">Events</h2>
        <ul>
          <PlaceLink place={{ kind: 'orders' }} title="Orders" icon={<Icon name="order" />} onGo={onGo} />
          <PlaceLink place={{ kind: 'exports' }} title="Exports" icon={<Icon name="box" />} onGo={onGo} />
          <PlaceLink
            place={{ kind: 'notifications' }}
            title="Notifications"
            icon={<Icon name="bell" />}
            unread={unreadNotes}
            onGo={onGo}
          />
        </ul>
      </div>
      <WhoYouAre changeUser={changeUser} />
    </nav>
  )
}
