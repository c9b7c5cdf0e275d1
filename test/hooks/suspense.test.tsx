// @vitest-environment jsdom
import { usePresence, usePrivate, useStream, useStreamMessage, useTyping } from '@resound/react'
import { act, cleanup, render } from '@testing-library/react'
import { StrictMode, Suspense, type ReactElement } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestClient } from '../../packages/echo/src/stores/client.fixture.js'

afterEach(cleanup)

const name = 'conversation.1'

/** A component that can be made to wait for its data, with an Echo whose time is moved by hand. */
function setUp() {
  const client = createTestClient()
  const heard: unknown[] = []
  let arrive: (() => void) | undefined
  let data: Promise<void> | undefined
  const Room = ({ conversation = name }: { conversation?: string }): ReactElement => {
    usePrivate(conversation, '.said', (said) => heard.push(said), { client })
    const { messages } = useStream(conversation, { client, onDelta: ({ delta }) => heard.push(delta) })
    const { count } = usePresence(conversation, { client, onJoin: (member) => heard.push(member) })
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how a component suspends in React 18, and still in 19
    if (data) throw data
    return (
      <p>
        {messages[0]?.text}
        {count}
      </p>
    )
  }
  const page = (conversation?: string): ReactElement => (
    <StrictMode>
      <Suspense fallback="…">
        <Room {...(conversation && { conversation })} />
      </Suspense>
    </StrictMode>
  )
  const { container, rerender, unmount } = render(page())
  const frame = (): void => {
    act(() => {
      client.clock.paint()
    })
  }
  return {
    client,
    heard,
    frame,
    channel: client.channel(`private-${name}`),
    room: client.channel(`presence-${name}`),
    text: () => [...container.querySelectorAll('p')].map(({ style, textContent }) => style.display || textContent),
    draw: (conversation?: string) => {
      rerender(page(conversation))
    },
    wait() {
      data = new Promise((resolve) => (arrive = resolve))
      rerender(page())
    },
    async arrive() {
      data = undefined
      await act(async () => {
        arrive?.()
        await Promise.resolve()
      })
    },
    unmount,
  }
}

describe('while a component waits for its data, behind a fallback', () => {
  it('its handlers go on, and its channels stay, however long that takes', async () => {
    const { arrive, channel, client, frame, heard, room, text, wait } = setUp()
    room.members({ me: { id: 'me' } })
    room.become('subscribed')
    frame()
    const leases = channel.leases
    wait()
    expect(text()).toEqual(['none'])
    channel.emit('.said', 'first')
    client.clock.advance(10_000)
    channel.emit('.said', 'second')
    channel.emit('.stream.chunk', { messageId: 'm', chunk: 'Hi', sequence: 0 })
    room.members({ me: { id: 'me' }, ada: { id: 'ada' } })
    frame()
    expect(heard).toEqual(['first', 'second', 'Hi', { id: 'ada' }])
    await arrive()
    expect([text(), channel.leases]).toEqual([['Hi2'], leases])
  })

  it('what it shows of a message and of who types goes on, and its channels stay', async () => {
    const client = createTestClient()
    let data: Promise<void> | undefined
    let arrive: (() => void) | undefined
    const Message = (): ReactElement => {
      const message = useStreamMessage(name, 'm', { client })
      useTyping(name, { client })
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- how a component suspends in React 18, and still in 19
      if (data) throw data
      return <p>{message?.text}</p>
    }
    const page = (drawing: number): ReactElement => (
      <Suspense fallback={drawing}>
        <Message />
      </Suspense>
    )
    const view = render(page(1))
    const channel = client.channel(`private-${name}`)
    channel.emit('.stream.chunk', { messageId: 'm', chunk: 'Hel', sequence: 0 })
    data = new Promise((resolve) => (arrive = resolve))
    view.rerender(page(2))
    expect(view.container.textContent).toBe('2')
    client.clock.advance(10_000)
    channel.emit('.stream.chunk', { messageId: 'm', chunk: 'lo', sequence: 1 })
    client.clock.paint()
    data = undefined
    await act(async () => {
      arrive?.()
      await Promise.resolve()
    })
    expect(view.container.textContent).toBe('Hello')
    expect([channel.leases, client.channel(`presence-${name}`).leases]).toEqual([1, 1])
  })

  it('nothing is heard any more once it is gone', () => {
    const { channel, client, heard, unmount, wait } = setUp()
    wait()
    unmount()
    channel.emit('.said', 'late')
    client.clock.advance(2_000)
    expect([heard, channel.holders]).toEqual([[], 0])
  })
})

describe('in the very commit', () => {
  it('the channel that is no longer asked for falls silent', () => {
    const { channel, client, draw, heard } = setUp()
    draw('conversation.2')
    channel.emit('.said', 'old')
    client.channel('private-conversation.2').emit('.said', 'new')
    expect(heard).toEqual(['new'])
  })
})
