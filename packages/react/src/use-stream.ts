import type { StreamState, StreamStore } from '@resound/echo/core'
import { useMemo } from 'react'
import type { Skip } from './channel-handle.js'
import { useLastingEffect } from './use-lasting-effect.js'
import { useStore, whole } from './use-store.js'
import { useStreamStore, type UseStreamOptions } from './use-stream-store.js'

/** What can be done with streams. */
export type StreamActions<Meta = unknown> = Pick<StreamStore<Meta>, 'cancel' | 'clear' | 'seed'>

/**
 * The messages that stream in on a channel: ordered text by message id, several at once.
 *
 * However fast chunks come, it draws once a frame. Messages that did not change stay the same objects. Callbacks always see the
 * latest props and state. See `StreamMessage.parts` for long texts, and {@link useStreamMessage} to draw one message only.
 */
export function useStream<Meta = unknown>(
  channel: string | Skip,
  options: UseStreamOptions<Meta> = {},
): StreamState<Meta> & StreamActions<Meta> {
  const [store, latest] = useStreamStore(channel, options)
  const state = useStore(store, whole)
  useLastingEffect(() => store.attach(latest), [store, latest])
  return useMemo(() => {
    const { cancel, clear, seed } = store
    return { ...state, cancel, clear, seed }
  }, [state, store])
}
