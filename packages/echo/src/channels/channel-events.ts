import type { EventName, Listener, PayloadOf } from '../register.js'

/** Events that wait for a slow reader; more end the iteration with an error rather than the memory. */
const KEPT = 1_000

interface Listening<Name extends string> {
  readonly left: boolean
  listen<E extends EventName<Name>>(event: E, callback: Listener<Name, E>, options?: { signal?: AbortSignal }): unknown
  stopListening(event: EventName<Name>, callback: (data: never) => void): unknown
  watch(listener: () => void): () => void
}

/** The payloads of one event, as they come. Begins to listen with the first `next()`. */
export async function* eventsOf<Name extends string, E extends EventName<Name>>(
  channel: Listening<Name>,
  event: E,
  { signal }: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<PayloadOf<Name, E>, void, undefined> {
  const waiting: PayloadOf<Name, E>[] = []
  let wake = (): void => undefined
  const listener = (data: PayloadOf<Name, E>): void => {
    waiting.push(data)
    wake()
  }
  const poke = (): void => {
    wake()
  }
  channel.listen(event, listener)
  const unwatch = channel.watch(poke)
  signal?.addEventListener('abort', poke)
  try {
    while (!channel.left && !signal?.aborted) {
      if (waiting.length > KEPT)
        throw new Error(`${String(KEPT)} events of ${event} wait: read them faster, or listen().`)
      if (waiting.length) yield* waiting.splice(0, 1)
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    channel.stopListening(event, listener)
    unwatch()
    signal?.removeEventListener('abort', poke)
  }
}
