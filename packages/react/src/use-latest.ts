import { useInsertionEffect, useState } from 'react'

/** An object that always holds the latest `values`: written when they are committed, not while they are drawn. */
export function useLatest<T extends object>(values: T): T {
  const [latest] = useState(() => ({ ...values }))
  useInsertionEffect(() => {
    Object.assign(latest, values)
  })
  return latest
}
