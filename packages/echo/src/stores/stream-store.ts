import type { EchoClient } from '../client.js'
import type { GraceOption } from './running-store.js'
import { sharedStore, type SharedStore } from './shared-store.js'
import { streamSource } from './stream-source.js'
import {
  stateOf,
  type StreamHandlers,
  type StreamMessage,
  type StreamOptions,
  type StreamSeed,
  type StreamState,
} from './stream-state.js'
import { partsOf } from './stream-text.js'

/** What a stream store takes. */
export interface StreamStoreOptions<Meta = unknown> extends StreamOptions<Meta>, GraceOption {
  /** Messages that are known before anything is received: also what a server renders. */
  initial?: readonly StreamSeed<Meta>[] | undefined
}

/** The messages of a channel that arrive as streams of chunks, each text in order. */
export interface StreamStore<Meta = unknown> extends SharedStore<StreamState<Meta>, StreamHandlers<Meta>> {
  /** Stops a message, or all that are streaming. It never rejects: what fails goes to `onError`. */
  readonly cancel: (id?: string) => Promise<void>
  /** Forgets a message, or all of them. */
  readonly clear: (id?: string) => void
  /** Adds messages that are known by other means, or brings them up to date. Starts the store. */
  readonly seed: (seeds: StreamSeed<Meta> | readonly StreamSeed<Meta>[]) => void
}

const nothing: StreamState<never> = /* @__PURE__ */ pendingWith([], {})

/**
 * The streams of the channel of that full name (`private-conversation.1`). Who asks for the same shares one store, which starts
 * with its first listener and ends `grace` after the last.
 */
export function streamStore<Meta = unknown>(
  client: EchoClient | undefined,
  name: string,
  { initial = [], parse, ...options }: StreamStoreOptions<Meta> = {},
): StreamStore<Meta> {
  const pending: StreamState<Meta> = initial.length > 0 ? pendingWith(initial, options) : nothing
  const store = sharedStore(client, {
    kind: 'stream',
    name,
    options,
    pending,
    start: (context) => streamSource<Meta>(context, { ...options, parse }, pending),
  })
  let adopted = false
  return {
    ...store,
    subscribe(listener) {
      const undo = store.subscribe(listener)
      // Somebody else may have started it, who did not know these.
      if (adopted) return undo
      adopted = true
      store.running()?.seed(initial, true)
      store.running()?.flush()
      return undo
    },
    cancel: async (id) => store.running()?.cancel(id),
    clear: (id) => store.running()?.clear(id),
    seed(given) {
      store.hold((running) => {
        running.seed([given].flat())
      })()
    },
  }
}

function pendingWith<Meta>(seeds: readonly StreamSeed<Meta>[], options: StreamOptions): StreamState<Meta> {
  return { ...stateOf(seeds.map(messageOf), options), status: 'subscribing', error: null }
}

function messageOf<Meta>({
  id,
  text = '',
  sequence = -1,
  status = 'completed',
  meta,
}: StreamSeed<Meta>): StreamMessage<Meta> {
  return { id, text, parts: partsOf(text), status, error: null, sequence, missing: 0, truncated: false, meta }
}
