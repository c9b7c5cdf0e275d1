import type { ChannelState, EchoClient } from '../client.js'
import {
  presenceSource,
  type Members,
  type PresenceHandlers,
  type PresenceOptions,
  type PresenceSource,
} from './presence-source.js'
import type { GraceOption } from './running-store.js'
import { sharedStore, type SharedStore } from './shared-store.js'

/** The state of a presence channel, its members, and who of them is typing. What did not change stays the same object. */
export type PresenceState<M> = ChannelState & Members<M>

export interface PresenceStore<M> extends SharedStore<PresenceState<M>, PresenceHandlers<M>> {
  /** Tells the others that we type (throttled), or with `false` that we stopped. Call it for each key. */
  readonly setTyping: (on?: boolean) => void
}

const nobody: PresenceState<never> = {
  status: 'subscribing',
  error: null,
  members: [],
  others: [],
  me: null,
  count: 0,
  byId: /* @__PURE__ */ new Map<string, never>(),
  typing: [],
  ready: false,
}

/** Who is in the presence channel of that full name. Who asks for the same shares one store. */
export function presenceStore<M = Record<string, unknown>>(
  client: EchoClient | undefined,
  name: string,
  options: PresenceOptions<M> & GraceOption = {},
): PresenceStore<M> {
  const store = sharedStore<Members<M>, PresenceHandlers<M>, PresenceSource<M>>(client, {
    kind: 'presence',
    name,
    // Not said is the same as nothing in particular.
    options: { ...options, typing: options.typing ?? {} } as typeof options,
    pending: nobody,
    start: (context) => presenceSource<M>(context, options, nobody),
  })
  return { ...store, setTyping: (on) => store.running()?.setTyping(on !== false) }
}
