import type { ReactElement, ReactNode } from 'react'
import { goTo, placeName, useAddress, writeAddress, type Place } from '../session/address.js'

/** What a link to a place says. */
export interface PlaceLinkProps {
  readonly place: Place
  readonly title: string
  readonly icon: ReactNode
  /** How many things are new there. */
  readonly unread?: number
  readonly children?: ReactNode
  readonly onGo: () => void
}

/** A link to a place: opens in another window like any link. */
export function PlaceLink({ place, title, icon, unread = 0, children, onGo }: PlaceLinkProps): ReactElement {
  const address = useAddress()
  const isHere = placeName(place) === placeName(address.place)
  return (
    <li>
      <a
        className="place-link"
        href={writeAddress({ ...address, place })}
        aria-current={isHere ? 'page' : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          goTo({ place })
          onGo()
        }}
      >
        {icon}
        <span className="place-title">{title}</span>
        {children}
        {unread > 0 && (
          <span className="count">
            {unread}
            <span className="only-heard"> new</span>
          </span>
        )}
      </a>
    </li>
  )
}
