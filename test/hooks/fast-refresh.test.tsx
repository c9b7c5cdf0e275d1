// @vitest-environment jsdom
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { createTestClient } from '../../packages/echo/src/stores/client.fixture.js'

/** What a development server does when a file with components is saved. */
interface FastRefresh {
  injectIntoGlobalHook(global: unknown): void
  register(component: unknown, id: string): void
  setSignature(component: unknown, hooks: string): void
  performReactRefresh(): void
}

const refresh = createRequire(import.meta.url)('react-refresh/runtime') as FastRefresh
// Before React is loaded, which looks for it then.
refresh.injectIntoGlobalHook(globalThis)
const { act, render } = await import('@testing-library/react')
const { usePresence, usePrivate, useStream } = await import('@resound/react')

it('goes on hearing, with the new code, when its file is saved while the page is open', () => {
  const client = createTestClient()
  const heard: string[] = []
  const versionOf = (version: string) => {
    function Room() {
      usePrivate('conversation.1', '.said', (said) => heard.push(`${version} ${String(said)}`), { client })
      useStream('conversation.1', { client, onDelta: ({ delta }) => heard.push(`${version} ${delta}`) })
      usePresence('conversation.1', { client, on: { '.said': (said) => heard.push(`${version} ${String(said)}`) } })
      return null
    }
    refresh.register(Room, 'Room')
    refresh.setSignature(Room, 'the same hooks')
    return Room
  }
  const Room = versionOf('old')
  render(<Room />)
  const say = (word: string, sequence: number): void => {
    client.channel('private-conversation.1').emit('.said', word)
    client.channel('private-conversation.1').emit('.stream.chunk', { messageId: 'm', chunk: word, sequence })
    client.channel('presence-conversation.1').emit('.said', word)
    act(() => {
      client.clock.paint()
    })
  }
  say('one', 0)
  versionOf('new')
  act(() => {
    refresh.performReactRefresh()
  })
  say('two', 1)
  expect(heard).toEqual(['old one', 'old one', 'old one', 'new two', 'new two', 'new two'])
  expect(client.channel('private-conversation.1').leases).toBe(2)
})
