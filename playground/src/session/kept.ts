import { useState } from 'react'

/** What this window remembers over a reload; another window remembers for itself. */
export function readKept(key: string): string | undefined {
  return sessionStorage.getItem(`resound.${key}`) ?? undefined
}

/** Remembers a text over a reload; an empty one is forgotten. */
export function keep(key: string, text: string): void {
  if (text === '') sessionStorage.removeItem(`resound.${key}`)
  else sessionStorage.setItem(`resound.${key}`, text)
}

/** A text that survives a reload. */
export function useKept(key: string): [text: string, set: (text: string) => void] {
  const [text, setText] = useState(() => readKept(key) ?? '')
  return [
    text,
    (next) => {
      keep(key, next)
      setText(next)
    },
  ]
}
