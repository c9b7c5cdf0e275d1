// @vitest-environment jsdom
import { usePresence, usePrivate, useStream } from '@resound/react'
import { render } from '@testing-library/react'
import { StrictMode, type ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { ada, place } from './in-a-place.js'

interface Message {
  text: string
}

function Listener({ onMessage, grace }: { onMessage: (text: string) => void; grace?: number }): ReactElement {
  const handle = ({ text }: Message): void => {
    onMessage(text)
  }
  const { status } = usePrivate('conversation.1', '.message.created', handle, { client: ada.echo, grace })
  return <p>{status}</p>
}

const say = (text: string): void => {
  place.server.publish('private-conversation.1', 'message.created', { text })
}

describe('one component on a channel', () => {
  it('asks for one permission under StrictMode, and hears each event once', async () => {
    const onMessage = vi.fn()
    const view = render(
      <StrictMode>
        <Listener onMessage={onMessage} />
      </StrictMode>,
    )
    await until(() => view.container.textContent == 'subscribed')
    say('hello')
    await until(() => onMessage.mock.calls.length > 0)
    expect(onMessage.mock.calls).toEqual([['hello']])
    expect(ada.authorizations).toEqual(['private-conversation.1'])
  })

  it('asks for one permission through ten new callbacks, and calls the latest', async () => {
    const calls: string[] = []
    const view = render(<Listener onMessage={(text) => calls.push(`0 ${text}`)} />)
    await place.subscribed('private-conversation.1')
    for (let i = 1; i <= 10; i++) view.rerender(<Listener onMessage={(text) => calls.push(`${String(i)} ${text}`)} />)
    say('hello')
    await until(() => calls.length > 0)
    expect(calls).toEqual(['10 hello'])
    expect(ada.authorizations).toHaveLength(1)
    expect(ada.sent.filter((event) => event.includes('subscribe'))).toEqual(['pusher:subscribe'])
  })

  it('asks for no permission again when it comes back within the grace', async () => {
    const onMessage = vi.fn()
    const first = render(<Listener onMessage={onMessage} />)
    await until(() => first.container.textContent == 'subscribed')
    first.unmount()
    const second = render(<Listener onMessage={onMessage} />)
    expect(second.container.textContent).toBe('subscribed')
    say('hello')
    await until(() => onMessage.mock.calls.length > 0)
    expect(onMessage).toHaveBeenCalledTimes(1)
    expect(ada.authorizations).toHaveLength(1)
    expect(ada.sent).not.toContain('pusher:unsubscribe')
  })

  it('leaves the channel after the grace', async () => {
    const view = render(<Listener onMessage={() => undefined} grace={20} />)
    await place.subscribed('private-conversation.1')
    view.unmount()
    await place.left('private-conversation.1')
    expect(ada.sent).toContain('pusher:unsubscribe')
  })

  it('hears nothing any more once it is gone, though the channel is still held', async () => {
    const onMessage = vi.fn()
    const other = vi.fn()
    const view = render(<Listener onMessage={onMessage} />)
    render(<Listener onMessage={other} />)
    await place.subscribed('private-conversation.1')
    view.unmount()
    say('hello')
    await until(() => other.mock.calls.length > 0)
    expect(onMessage).not.toHaveBeenCalled()
  })
})

describe('several components on a channel', () => {
  it('share one subscription, and one that goes does not cut the others off', async () => {
    const one = vi.fn()
    const other = vi.fn()
    const first = render(<Listener onMessage={one} grace={0} />)
    render(<Listener onMessage={other} grace={0} />)
    await place.subscribed('private-conversation.1')
    first.unmount()
    say('hello')
    await until(() => other.mock.calls.length > 0)
    expect(other.mock.calls).toEqual([['hello']])
    expect(ada.authorizations).toHaveLength(1)
    expect(ada.sent).not.toContain('pusher:unsubscribe')
  })

  it('are on their own where one is private and the other of the presence channel of that name', async () => {
    const onJoin = vi.fn()
    const Private = (): null => {
      usePrivate('conversation.1', '.x', () => undefined, { client: ada.echo, grace: 0 })
      return null
    }
    const Presence = (): ReactElement => {
      const { count } = usePresence('conversation.1', { client: ada.echo, onJoin })
      return <p>{count}</p>
    }
    const left = render(<Private />)
    const view = render(<Presence />)
    await place.subscribed('private-conversation.1')
    await until(() => view.container.textContent == '1')
    left.unmount()
    await place.left('private-conversation.1')
    const grace = place.client('grace')
    grace.echo.join('conversation.1')
    await until(() => view.container.textContent == '2')
    expect(onJoin).toHaveBeenCalledTimes(1)
  })

  it('share one stream, and what the application asks imperatively is its own', async () => {
    const Text = ({ label }: { label: string }): ReactElement => {
      const { messages } = useStream('conversation.1', { client: ada.echo })
      return <p>{label + messages.map(({ text }) => text).join()}</p>
    }
    const view = render(
      <>
        <Text label="a:" />
        <Text label="b:" />
      </>,
    )
    await place.subscribed('private-conversation.1')
    const heard = vi.fn()
    ada.echo.private('conversation.1').listen('.stream.chunk', heard)
    for (const [sequence, chunk] of ['Hel', 'lo'].entries())
      place.server.publish('private-conversation.1', 'stream.chunk', { messageId: 7, chunk, sequence })
    await until(() => view.container.textContent == 'a:Hellob:Hello')
    ada.echo.leave('conversation.1')
    place.server.publish('private-conversation.1', 'stream.chunk', { messageId: 7, chunk: '!', sequence: 2 })
    await until(() => view.container.textContent == 'a:Hello!b:Hello!')
    expect(heard).toHaveBeenCalledTimes(2)
    expect(ada.authorizations).toHaveLength(1)
  })
})
