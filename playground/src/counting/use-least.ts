import { useEffect, useRef, useState } from 'react'

const EVERY_MS = 200
const nothing: readonly number[] = [0, 0, 0]

/** The least that a count was during the last moments: what is still on its way to one of two listeners is not missing yet. */
export function useLeast(count: number): number {
  const latest = useRef(count)
  const [samples, setSamples] = useState(nothing)
  useEffect(() => {
    latest.current = count
  })
  useEffect(() => {
    const timer = setInterval(() => {
      const now = latest.current
      setSamples((before) => (before.every((each) => each === now) ? before : [...before.slice(1), now]))
    }, EVERY_MS)
    return () => {
      clearInterval(timer)
    }
  }, [])
  return Math.min(count, ...samples)
}
