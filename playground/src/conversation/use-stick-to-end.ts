import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'

/** So near the end counts as the end. */
const NEAR_PX = 48

/** A scrolling pane that follows its growing content. */
export interface StickToEnd {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly content: RefObject<HTMLDivElement | null>
  readonly isAtEnd: boolean
  readonly toEnd: () => void
}

/** Keeps a pane at its end while it grows, unless it was scrolled away from it. */
export function useStickToEnd(): StickToEnd {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const follows = useRef(true)
  const top = useRef(0)
  const toEnd = useCallback(() => {
    follows.current = true
    const pane = scroller.current
    if (!pane) return
    pane.scrollTo({ top: pane.scrollHeight })
    // Where content shrank, this is further up than before, and nobody scrolled.
    top.current = pane.scrollTop
  }, [])

  useEffect(() => {
    const pane = scroller.current
    const inner = content.current
    if (!pane || !inner) return
    const look = (): void => {
      const isNear = pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR_PX
      // Only who scrolls up leaves the end: what grew since our own scrolling is followed in a moment.
      follows.current = isNear || (follows.current && pane.scrollTop >= top.current)
      top.current = pane.scrollTop
      setAtEnd(follows.current)
    }
    const grown = new ResizeObserver(() => {
      if (follows.current) toEnd()
    })
    grown.observe(inner)
    grown.observe(pane)
    pane.addEventListener('scroll', look, { passive: true })
    return () => {
      grown.disconnect()
      pane.removeEventListener('scroll', look)
    }
  }, [toEnd])

  return { scroller, content, isAtEnd, toEnd }
}
