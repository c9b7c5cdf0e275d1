import { useEffect, useInsertionEffect, useRef } from 'react'
import { useIsomorphicLayoutEffect } from './isomorphic-layout-effect.js'

/**
 * A layout effect that goes on while its component is behind the fallback of a `Suspense`, where React ends those of its own: what
 * comes meanwhile would be lost. `Activity`, the end of the component and other `deps` end it as they do.
 */
export function useLastingEffect(start: () => () => void, deps: readonly unknown[]): void {
  const running = useRef<(() => void) | undefined>(undefined)
  const end = (): void => {
    running.current?.()
    running.current = undefined
  }
  // These React leaves alone while something is hidden, and ends them before any layout effect of the same commit begins.
  useInsertionEffect(() => end, deps)
  useIsomorphicLayoutEffect(() => {
    running.current ??= start()
  }, deps)
  // These go on behind a fallback too, and end with an `Activity`.
  useEffect(() => {
    // A Fast Refresh ends them when the layout effects have begun anew already.
    running.current ??= start()
    return end
    // eslint-disable-next-line react-hooks/exhaustive-deps -- other `deps` are the business of the layout effect
  }, [])
}
