import type { StreamMessage } from '@resound/echo/core'
import type { Skip } from './channel-handle.js'
import { useLastingEffect } from './use-lasting-effect.js'
import { useStore } from './use-store.js'
import { useStreamStore, type UseStreamOptions } from './use-stream-store.js'

/**
 * One message of a channel that arrives as a stream; draws only when that message changes. Give it the options of the `useStream`
 * with which it shares the channel's streams.
 */
export function useStreamMessage<Meta = unknown>(
  channel: string | Skip,
  id: string | Skip,
  options: UseStreamOptions<Meta> = {},
): StreamMessage<Meta> | undefined {
  const [store] = useStreamStore(id ? channel : null, options)
  // Drawn or behind a fallback, it is to miss nothing.
  useLastingEffect(() => store.subscribe(() => undefined), [store])
  return useStore(store, ({ byId }) => (id ? byId.get(id) : undefined))
}
