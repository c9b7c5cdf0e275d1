import type { ChannelStore, EventMeta } from '@resound/echo/core'
import { useLastingEffect } from './use-lasting-effect.js'
import { useLatest } from './use-latest.js'

/** Calls the latest `handle` for each of the `events`. It never draws, and listens anew only where the names are others. */
export function useListeners(
  store: ChannelStore,
  events: readonly string[],
  handle: ((payload: unknown, meta: EventMeta) => void) | undefined,
): void {
  const latest = useLatest({ handle })
  const names = JSON.stringify(events)
  useLastingEffect(() => {
    const undos = events.map((event) =>
      store.listen(event, (payload, meta) => {
        latest.handle?.(payload, { ...meta, event })
      }),
    )
    return () => {
      for (const undo of undos) undo()
    }
  }, [store, names, latest])
}
