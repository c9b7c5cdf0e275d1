import { useInsertionEffect, useState } from 'react'

/**
 * An object that always holds the latest `values`, and nothing that is not said any more: written when they are committed, not
 * while they are drawn.
 */
export function useLatest<T extends object>(values: T): T {
  const [latest] = useState(() => ({ ...values }))
  useInsertionEffect(() => {
    // Only what is gone: an object from which something was ever deleted is slow.
    // eslint-disable-next-line react-hooks/immutability -- nobody draws it
    for (const name in latest) if (!(name in values)) delete latest[name]
    Object.assign(latest, values)
  })
  return latest
}
