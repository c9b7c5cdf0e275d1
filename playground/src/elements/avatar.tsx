import type { ReactElement } from 'react'

/** Somebody, as initials in their colour. Hidden from screen readers where the name stands beside it. */
export function Avatar({ id, name, isNamed = false }: { id: string; name: string; isNamed?: boolean }): ReactElement {
  const initials = name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('')
  const spoken = isNamed ? { role: 'img', 'aria-label': name, title: name } : { 'aria-hidden': true }
  return (
    <span className="avatar" data-person={id} {...spoken}>
      {initials}
    </span>
  )
}
