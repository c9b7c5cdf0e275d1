import { vi } from 'vitest'
import { createTestClient } from './client.fixture.js'
import type { PresenceOptions } from './presence-source.js'
import { presenceStore } from './presence-store.js'

export interface Person {
  id: number
  name: string
}

export const ada = (): Person => ({ id: 1, name: 'Ada' })
export const bob = (): Person => ({ id: 2, name: 'Bob' })
export const cat = (): Person => ({ id: 3, name: 'Cat' })

/** A store of a room that is moved by hand, and somebody who listens to it. */
export function setUp(options: PresenceOptions<Person> & { grace?: number } = {}) {
  const client = createTestClient()
  const channel = client.channel('presence-room')
  const store = presenceStore<Person>(client, 'presence-room', options)
  const listener = vi.fn()
  const undo = store.subscribe(listener)
  const names = (): string[] => store.get().members.map(({ name }) => name)
  return { client, clock: client.clock, channel, store, listener, undo, names }
}
