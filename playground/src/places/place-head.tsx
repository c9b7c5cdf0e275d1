import type { ReactElement, ReactNode } from 'react'

/** The name of the place, and what is to be said of it. */
export function PlaceHead({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  return (
    <header className="place-head">
      <h2 id="place-title">{title}</h2>
      {children}
    </header>
  )
}
