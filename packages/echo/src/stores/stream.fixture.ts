import { vi } from 'vitest'
import { createTestClient } from './client.fixture.js'
import type { StreamHandlers } from './stream-state.js'
import { streamStore, type StreamStoreOptions } from './stream-store.js'

/** The channel of the tests. */
export const name = 'private-conversation.1'

/** A store of streams that runs, with a server, a clock and a page that are moved by hand. */
export function startStreams(options: StreamStoreOptions = {}, handlers?: StreamHandlers) {
  const client = createTestClient()
  const channel = client.channel(name)
  const store = streamStore(client, name, options)
  const listener = vi.fn()
  const undo = store.subscribe(listener)
  const detach = handlers ? store.attach(handlers) : undefined
  const chunk = (messageId: string | number, sequence: number | undefined, text: string): void => {
    channel.emit('.stream.chunk', { messageId, chunk: text, sequence })
  }
  /** A message after the next frame. */
  const seen = (id = 'm') => {
    client.clock.paint()
    return store.get().byId.get(id)
  }
  return { client, clock: client.clock, channel, store, listener, undo, detach, chunk, seen }
}
