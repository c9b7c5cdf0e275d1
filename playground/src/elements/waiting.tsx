import type { ReactElement } from 'react'
import type { Loaded } from './use-loaded.js'
import { Notice } from './notice.js'

/** What stands where something will be, until it is there. */
export function Waiting({ loaded, what }: { loaded: Loaded<unknown>; what: string }): ReactElement | null {
  switch (loaded.status) {
    case 'ready':
      return null
    case 'loading':
      return <p className="waiting soft">Loading {what} …</p>
    case 'waiting':
      return (
        <Notice tone="warn">
          <p>
            Waiting for the server at <code>{location.host}</code>. Start it with <code>npm start</code>; this page goes
            on by itself.
          </p>
        </Notice>
      )
    case 'refused':
      return (
        <Notice tone="bad">
          <p>
            The server refused {what}: {loaded.message} Choose another place, or load the page again.
          </p>
        </Notice>
      )
  }
}
