import type { Platform } from '@resound/echo/core'

type Signals = Platform['signals']
type Signal = Parameters<Parameters<Signals['watch']>[0]>[0]

/** The signals of a page that a test gives. */
export interface GivenSignals extends Signals {
  tell(signal: Signal): void
}

/** A visible page with a network. */
export function createSignals(): GivenSignals {
  const listeners = new Set<(signal: Signal) => void>()
  return {
    watch(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    hidden: () => false,
    online: () => true,
    tell(signal) {
      for (const listener of listeners) listener(signal)
    },
  }
}
