import type { ChannelState, EchoClient } from '../client.js'
import type { GraceOption } from './running-store.js'
import { sharedStore, type SharedStore } from './shared-store.js'
import { watchTyping, type TypingOptions } from './typing.js'

/** Who is typing in a presence channel, by member id, never ourselves, in the order they began. */
export type TypingState = ChannelState & { readonly typing: readonly string[] }

/** Who is typing in a channel, as a store. */
export interface TypingStore extends Omit<SharedStore<TypingState, object>, 'attach'> {
  /** Tells the others that we type (throttled), or with `false` that we stopped. Call it for each key. */
  readonly setTyping: (on?: boolean) => void
}

const pending: TypingState = { status: 'subscribing', error: null, typing: [] }

/** Who is typing in the presence channel of that full name. */
export function typingStore(
  client: EchoClient | undefined,
  name: string,
  options: TypingOptions & GraceOption = {},
): TypingStore {
  const store = sharedStore(client, {
    kind: 'typing',
    name,
    // `throttle` is about whispers here, not about publications.
    options: { grace: options.grace, typing: { ...options, grace: undefined } } as GraceOption,
    pending,
    start(context) {
      const { follow, ids, set, stop } = watchTyping(options, context)
      let state: Pick<TypingState, 'typing'> = pending
      const read = (): typeof state => (state = state.typing === ids() ? state : { typing: ids() })
      return { follow, stop, setTyping: set, read }
    },
  })
  return { ...store, setTyping: (on) => store.running()?.setTyping(on !== false) }
}
