import type { ReactElement } from 'react'

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** When something was, in hours and minutes; all of it on hovering. */
export function Moment({ iso }: { iso: string }): ReactElement {
  const date = new Date(iso)
  return (
    <time className="moment" dateTime={iso} title={full.format(date)}>
      {clock.format(date)}
    </time>
  )
}
