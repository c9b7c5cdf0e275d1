import { presenceStore, type MemberOf, type TypingOptions } from '@resound/echo/core'
import { useMemo } from 'react'
import type { Skip } from './channel-handle.js'
import { useClient, type CommonOptions } from './use-client.js'
import { useLastingEffect } from './use-lasting-effect.js'
import { usePlain } from './use-plain.js'
import type { AnyMember } from './use-presence.js'
import { useStore } from './use-store.js'

/** What {@link useTyping} gives. */
export interface TypingHandle<M> {
  /** Who is typing, never ourselves, in the order they began. The same array while nobody began or stopped. */
  readonly typing: readonly M[]
  /** Tells the others that we type: call it for each key, it is throttled. */
  readonly keystroke: () => void
  /** Tells them at once that we stopped. */
  readonly stop: () => void
}

/**
 * Who is typing in a presence channel, and telling the others that we do. Draws only when somebody begins or stops; shares the
 * channel with a `usePresence` whose `typing` says the same.
 */
export function useTyping<const C extends string, M = MemberOf<C, AnyMember>>(
  channel: C | Skip,
  options: CommonOptions & TypingOptions = {},
): TypingHandle<M> {
  const { event, throttle, stopAfter, expire, clearOn, grace } = options
  const client = useClient(options, channel)
  const plain = usePlain({ grace, typing: { event, throttle, stopAfter, expire, clearOn } })
  const store = useMemo(
    () => presenceStore<M>(client, 'presence-' + (channel as string), plain),
    [client, channel, plain],
  )
  // Behind a fallback we are still there.
  useLastingEffect(() => store.subscribe(() => undefined), [store])
  const typists = useStore(store, (state) => state.typing)
  return useMemo(() => {
    const { setTyping } = store
    return {
      typing: typists,
      keystroke() {
        setTyping()
      },
      stop() {
        setTyping(false)
      },
    }
  }, [store, typists])
}
