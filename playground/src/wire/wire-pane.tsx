import type { ReactElement } from 'react'
import { Icon } from '../elements/icon.js'
import type { Drawer } from '../elements/use-drawer.js'
import { Counters } from '../counting/counters.js'
import { isLive, type Place } from '../session/address.js'
import { useSession } from '../session/session-context.js'
import { BreakIt } from './break-it.js'
import { ConnectionFacts } from './connection-facts.js'
import { FrameList } from './frame-list.js'
import { Timeline } from './timeline.js'
import './wire.css'

/** The wire: its state, ways to break it, and everything that passes. */
export function WirePane({ drawer, place }: { drawer: Drawer; place: Place }): ReactElement {
  const { broadcaster } = useSession()
  return (
    <aside className="pane pane-wire" aria-label="The wire" data-drawer-name="wire" tabIndex={-1}>
      <button type="button" className="button is-quiet drawer-close" aria-label="Close the wire" onClick={drawer.close}>
        <Icon name="close" />
      </button>
      <ConnectionFacts />
      {isLive(broadcaster) && (
        <>
          <BreakIt place={place} />
          <Timeline />
          <Counters place={place} />
        </>
      )}
      <FrameList />
    </aside>
  )
}
