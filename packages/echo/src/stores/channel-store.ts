import type { ChannelState, EchoClient } from '../client.js'
import type { GraceOption } from './running-store.js'
import { sharedStore, type SharedStore } from './shared-store.js'

/** The state of a channel, and what can be done with the channel while the store runs. */
export type ChannelStore = Omit<SharedStore<ChannelState, object>, 'attach'>

const pending: ChannelState = { status: 'subscribing', error: null }

/** The state of the channel of that full name. Who asks for the same channel shares one store, and one subscription. */
export function channelStore(client: EchoClient | undefined, name: string, options: GraceOption = {}): ChannelStore {
  return sharedStore(client, { kind: 'channel', name, options, pending, start: () => ({ read: () => pending }) })
}
