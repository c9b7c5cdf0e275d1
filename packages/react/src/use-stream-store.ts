import {
  streamStore,
  type StreamHandlers,
  type StreamOptions,
  type StreamSeed,
  type StreamStore,
} from '@resound/echo/core'
import { useMemo } from 'react'
import type { Skip } from './channel-handle.js'
import { useClient, type CommonOptions } from './use-client.js'
import { useLatest } from './use-latest.js'
import { usePlain } from './use-plain.js'

/** What kind of channel a name stands for. */
export type Visibility = 'public' | 'private' | 'presence' | 'encrypted'

/** What the stream hooks take. Hooks whose plain options say the same share the streams of a channel. */
export interface UseStreamOptions<Meta = unknown> extends CommonOptions, StreamOptions<Meta>, StreamHandlers<Meta> {
  /** The kind of the channel. Default `private`. */
  visibility?: Visibility | undefined
  /** Messages that are known before anything is received: what a server renders. Read once for each channel, when they are there. */
  initial?: readonly StreamSeed<Meta>[] | undefined
}

const prefixes: Record<Visibility, string> = {
  public: '',
  private: 'private-',
  presence: 'presence-',
  encrypted: 'private-encrypted-',
}

/** The store behind the stream hooks, and the latest handlers. */
export function useStreamStore<Meta>(
  channel: string | Skip,
  options: UseStreamOptions<Meta>,
): [store: StreamStore<Meta>, latest: StreamHandlers<Meta>] {
  // Functions do not get through JSON: what remains is plain.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- taken out of the others
  const { client: _, enabled, initial, parse, visibility = 'private', ...others } = options
  const client = useClient(options, channel)
  const latest = useLatest(options)
  const plain = usePlain(others)
  const name = prefixes[visibility] + (channel as string)
  const isSeeded = !!initial?.length
  const store = useMemo(
    () => streamStore<Meta>(client, name, { ...plain, parse: latest.parse, initial }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `initial` is read once for each channel, when it is there
    [client, name, plain, latest, isSeeded],
  )
  return [store, latest]
}
