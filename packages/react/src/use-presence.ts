import {
  presenceStore,
  type MemberOf,
  type PresenceHandlers,
  type PresenceState,
  type TypingOptions,
} from '@resound/echo/core'
import { useMemo } from 'react'
import type { ChannelHandle, HandlerMap, Skip } from './channel-handle.js'
import { useClient, type CommonOptions } from './use-client.js'
import { useLastingEffect } from './use-lasting-effect.js'
import { useLatest } from './use-latest.js'
import { useListeners } from './use-listeners.js'
import { usePlain } from './use-plain.js'
import { useStore, whole } from './use-store.js'

/** A member that is not registered: at least an id, as the documents have it. */
export type AnyMember = Record<string, unknown> & { id: string | number }

/** What {@link usePresence} takes. */
export interface UsePresenceOptions<C extends string, M> extends CommonOptions, PresenceHandlers<M> {
  /** Handlers of the channel's events, by event. They never cause a drawing. */
  on?: HandlerMap<C> | undefined
  /** How typing is told and shown; `false` leaves it out. */
  typing?: TypingOptions | false | undefined
  /** How long somebody who left is still shown, in ms, so that their short blink is none. Default 2,000. */
  leaveDelay?: number | undefined
  /** What makes a member the same member: by default the id under which the server announces them. */
  idOf?: ((member: M) => string | number) | undefined
}

/** What can be done in a presence channel. */
export interface PresenceActions {
  readonly whisper: ChannelHandle['whisper']
  /** Tells the others that we type (throttled), or with `false` that we stopped. Call it for each key. */
  readonly setTyping: (on?: boolean) => void
  /** Tries again after a failure. */
  readonly resubscribe: () => void
}

/** Who is in a presence channel, who of them types, and what can be said to them. Draws once a frame at most. */
export function usePresence<const C extends string, M = MemberOf<C, AnyMember>>(
  channel: C | Skip,
  options?: UsePresenceOptions<C, M>,
): PresenceState<M> & PresenceActions
/** A part of that, for big rooms: draws only when the part is another one. */
export function usePresence<const C extends string, S, M = MemberOf<C, AnyMember>>(
  channel: C | Skip,
  select: (state: PresenceState<M>) => S,
  isEqual?: (a: S, b: S) => boolean,
): S
export function usePresence(
  channel: string | Skip,
  given: UsePresenceOptions<string, unknown> | ((state: PresenceState<unknown>) => unknown) = {},
  isEqual?: (a: unknown, b: unknown) => boolean,
): unknown {
  const selects = typeof given == 'function'
  const options = selects ? {} : given
  // Functions do not get through JSON: what remains is plain.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- taken out of the others
  const { client: _, enabled, on = {}, ...others } = options
  const client = useClient(options, channel)
  const latest = useLatest(options)
  const plain = usePlain(others)
  const store = useMemo(
    () => presenceStore(client, 'presence-' + (channel as string), { ...plain, idOf: latest.idOf }),
    [client, channel, plain, latest],
  )
  const state = useStore(store, selects ? given : whole, isEqual)
  useLastingEffect(() => store.attach(latest), [store, latest])
  useListeners(store, on)
  const everything = useMemo(() => {
    const { resubscribe, setTyping, whisper } = store
    return { ...(state as object), whisper, setTyping, resubscribe }
  }, [state, store])
  return selects ? state : everything
}
