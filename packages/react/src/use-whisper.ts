/* eslint-disable @typescript-eslint/max-params -- as the other hooks take it: what, whose, how */
import { channelStore, type EventMeta, type WhisperName, type WhisperPayload } from '@resound/echo/core'
import { useMemo } from 'react'
import type { Skip } from './channel-handle.js'
import { useIsomorphicLayoutEffect } from './isomorphic-layout-effect.js'
import { throttle } from './throttle.js'
import { useClient, type CommonOptions } from './use-client.js'
import { useListeners } from './use-listeners.js'

/** What {@link useWhisper} takes. */
export interface UseWhisperOptions extends CommonOptions {
  /** The kind of the channel. Default `private`. */
  visibility?: 'private' | 'presence' | undefined
  /** The least time between two whispers of ours, in ms: of those in between, the last is sent. Default 0. */
  throttle?: number | undefined
}

/** Called with what another member whispered; `meta.userId` is its sender where the server vouches for one. */
export type WhisperHandler<T> = { bivariant(data: T, meta: EventMeta): void }['bivariant']

/**
 * Whispers to the other members of a channel, and hears them. Neither draws. Gives the function that sends, which is the same while
 * the channel is.
 */
export function useWhisper<const E extends WhisperName>(
  channel: string | Skip,
  event: E & (unknown extends WhisperPayload<E> ? never : unknown),
  handler?: WhisperHandler<WhisperPayload<E>>,
  options?: UseWhisperOptions,
): (data: WhisperPayload<E>) => void
/** For a whisper that is not registered: say what it carries. */
export function useWhisper<T = unknown>(
  channel: string | Skip,
  event: string,
  handler?: WhisperHandler<T>,
  options?: UseWhisperOptions,
): (data: T) => void
export function useWhisper(
  channel: string | Skip,
  event: string,
  handler?: WhisperHandler<unknown>,
  options: UseWhisperOptions = {},
): (data: unknown) => void {
  const { grace, throttle: throttleMs = 0, visibility = 'private' } = options
  const client = useClient(options, channel)
  const store = useMemo(
    () => channelStore(client, `${visibility}-${channel as string}`, { grace }),
    [client, channel, grace, visibility],
  )
  // Whoever listens also holds the channel, so there is always a listener.
  useListeners(store, { ['.client-' + event]: handler })
  const { cancel, send } = useMemo(
    () => throttle((data) => store.whisper(event, data), throttleMs, client?.platform.clock),
    [client, event, store, throttleMs],
  )
  useIsomorphicLayoutEffect(() => cancel, [cancel])
  return send
}
