import type { ChannelStore, EventMeta } from '@resound/echo/core'
import { useLastingEffect } from './use-lasting-effect.js'
import { useLatest } from './use-latest.js'

/** Called with a payload. */
export type AnyHandler = (payload: unknown, meta: EventMeta) => void
/** Handlers by event. */
export type Listeners = Readonly<Record<string, AnyHandler | undefined>>

/** Calls the latest handler of each event. It never draws, and listens anew only where the names are others. */
export function useListeners(store: ChannelStore, handlers: Listeners): void {
  const latest = useLatest({ handlers })
  const events = Object.keys(handlers)
  useLastingEffect(() => {
    const undos = events.map((event) =>
      store.listen(event, (payload, meta) => {
        latest.handlers[event]?.(payload, { ...meta, event })
      }),
    )
    return () => {
      for (const undo of undos) undo()
    }
  }, [store, JSON.stringify(events), latest])
}
