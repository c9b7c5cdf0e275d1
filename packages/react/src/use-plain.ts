import { useMemo } from 'react'

/** `value` as the same object for as long as it says the same: plain data only, since it goes through JSON. */
export function usePlain<T extends object>(value: T): T {
  const text = JSON.stringify(value)
  return useMemo(() => JSON.parse(text) as T, [text])
}
