import type { DrawnStore } from '@resound/echo/core'
import { useInsertionEffect, useReducer, useState, useSyncExternalStore } from 'react'
import { useIsomorphicLayoutEffect } from './isomorphic-layout-effect.js'

/** What a component drew last. */
interface Drawn<T, S> {
  value: S
  select: (state: T) => S
  isEqual: (a: S, b: S) => boolean
}

/** Selects everything. */
export const whole = <T>(state: T): T => state

const never = () => () => undefined
const yes = () => true
const no = () => false

/**
 * A part of a store's published snapshot; draws again when that part is another one.
 *
 * Not `useSyncExternalStore`, whose updates are synchronous and restart a running transition with each one: for a store that ticks
 * once a frame a transition would never end. What that hook guarantees is kept by settling: whoever mounts sees to it, before the
 * paint, that *everybody* who has drawn an older snapshot draws again.
 */
export function useStore<T, S>(
  store: DrawnStore<T>,
  select: (state: T) => S,
  isEqual: (a: S, b: S) => boolean = Object.is,
): S {
  const [, draw] = useReducer((count: number) => count + 1, 0)
  // While hydrating, what the server rendered is drawn, however warm the store is.
  const hydrated = useSyncExternalStore(never, yes, no)
  const selected = select(hydrated ? store.get() : store.initial)
  const [drawn] = useState<Drawn<T, S>>({ value: selected, select, isEqual })
  const value = isEqual(drawn.value, selected) ? drawn.value : selected

  // Before any layout effect, so that no one is taken for stale who was drawn in this very commit.
  useInsertionEffect(() => {
    Object.assign(drawn, { value, select, isEqual })
  })

  useIsomorphicLayoutEffect(() => {
    const undo = store.subscribe(() => {
      const { value, select, isEqual } = drawn
      try {
        if (isEqual(value, select(store.get()))) return
      } catch {
        // It is of a drawing that is over, or throws once more in the next one, where a boundary sees it.
      }
      draw()
    })
    store.settle()
    return undo
  }, [store, drawn])

  return value
}
