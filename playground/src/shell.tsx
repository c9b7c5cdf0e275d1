import type { ReactElement } from 'react'
import { Bar } from './bar.js'
import { useDrawer } from './elements/use-drawer.js'
import { useLoaded } from './elements/use-loaded.js'
import { useNotes } from './notifications/use-notes.js'
import type { DemoUser } from './demo/demo-types.js'
import { ThePlace } from './places/the-place.js'
import { PlacesPane } from './places/places-pane.js'
import { useAddress } from './session/address.js'
import { useSession } from './session/session-context.js'
import { WirePane } from './wire/wire-pane.js'

/** The bar and the three panes. */
export function Shell({ changeUser }: { changeUser: (user: DemoUser) => void }): ReactElement {
  const { place } = useAddress()
  const { api } = useSession()
  const conversations = useLoaded(api.conversations)
  const drawer = useDrawer()
  const { notes, unread } = useNotes(place.kind === 'notifications')
  return (
    <div className="shell" data-drawer={drawer.open}>
      <a className="skip" href="#place">
        Skip to the place
      </a>
      <Bar drawer={drawer} />
      <PlacesPane drawer={drawer} conversations={conversations} unreadNotes={unread} changeUser={changeUser} />
      <ThePlace place={place} conversations={conversations} notes={notes} isCovered={drawer.open !== 'none'} />
      <WirePane drawer={drawer} place={place} />
      <button type="button" className="scrim" tabIndex={-1} aria-label="Close the drawer" onClick={drawer.close} />
    </div>
  )
}
