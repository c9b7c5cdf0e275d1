import type { ReactElement } from 'react'
import { ConnectionLine } from '../connection/connection-line.js'
import { ConnectionNotice } from '../connection/connection-notice.js'
import { ConversationPane } from '../conversation/conversation-pane.js'
import { ExportsPane } from '../exports/exports-pane.js'
import { NotificationsPane } from '../notifications/notifications-pane.js'
import type { Conversation } from '../demo/demo-types.js'
import type { Loaded } from '../elements/use-loaded.js'
import type { ReceivedNote } from '../notifications/use-notes.js'
import { OrdersPane } from '../orders/orders-pane.js'
import type { Place } from '../session/address.js'

/** What the middle is given. */
export interface ThePlaceProps {
  readonly place: Place
  readonly conversations: Loaded<readonly Conversation[]>
  readonly notes: readonly ReceivedNote[]
  /** Whether a drawer lies over it. */
  readonly isCovered: boolean
}

/** What is in the middle. */
export function ThePlace({ place, conversations, notes, isCovered }: ThePlaceProps): ReactElement {
  return (
    <main className="pane pane-place" id="place" tabIndex={-1} aria-labelledby="place-title" inert={isCovered}>
      <ConnectionNotice />
      {place.kind === 'conversation' && (
        <ConversationPane key={place.id} id={place.id} title={titleOf(place.id, conversations)} />
      )}
      {place.kind === 'orders' && <OrdersPane />}
      {place.kind === 'exports' && <ExportsPane />}
      {place.kind === 'notifications' && <NotificationsPane notes={notes} />}
      <ConnectionLine />
    </main>
  )
}

function titleOf(id: string, conversations: Loaded<readonly Conversation[]>): string {
  const known = conversations.status === 'ready' ? conversations.data.find((each) => each.id === id) : undefined
  return known?.title ?? `Conversation ${id}`
}
