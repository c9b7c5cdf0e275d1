import type { ReactElement } from 'react'
import { BroadcasterChooser } from './connection/broadcaster-chooser.js'
import { ConnectionBadge } from './connection/connection-badge.js'
import { ConnectionCode } from './connection/connection-code.js'
import { Icon } from './elements/icon.js'
import { ThemeSwitch } from './elements/theme-switch.js'
import type { Drawer } from './elements/use-drawer.js'

/** What stands above the panes: the broadcaster, the connection in a word, and the ways to the drawers. */
export function Bar({ drawer }: { drawer: Drawer }): ReactElement {
  return (
    <header className="bar">
      <button
        type="button"
        className="button is-quiet opens-places"
        aria-expanded={drawer.open === 'places'}
        aria-label="Places"
        onClick={() => drawer.show('places')}
      >
        <Icon name="menu" />
      </button>
      <h1 className="brand">
        <Icon name="waves" />
        <span>
          Resound <span className="soft wide-word">playground</span>
        </span>
      </h1>
      <BroadcasterChooser />
      <ConnectionCode />
      <div className="rest">
        <ConnectionBadge />
        <ThemeSwitch />
        <button
          type="button"
          className="button opens-wire"
          aria-expanded={drawer.open === 'wire'}
          aria-label="The wire"
          onClick={() => drawer.show('wire')}
        >
          <Icon name="wire" />
          <span>The wire</span>
        </button>
      </div>
    </header>
  )
}
