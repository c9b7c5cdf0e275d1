// @vitest-environment jsdom
import { useConnectionState, usePresence, usePrivate, useStream, useStreamMessage } from '@resound/react'
import { act, cleanup, render } from '@testing-library/react'
import { memo, startTransition, StrictMode, useLayoutEffect, useState, type ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestClient, idleConnection, type TestClient } from '../../packages/echo/src/stores/client.fixture.js'

afterEach(cleanup)

const name = 'conversation.1'

function setUp() {
  const client = createTestClient()
  const channel = client.channel(`private-${name}`)
  const chunk = (sequence: number, text = `${String(sequence)} `, messageId = 'm'): void => {
    channel.emit('.stream.chunk', { messageId, chunk: text, sequence })
  }
  /** One frame of the browser, drawn. */
  const frame = (): void => {
    act(() => {
      client.clock.paint()
    })
  }
  return { client, channel, chunk, frame }
}

function useText(client: TestClient): string {
  return useStream(name, { client })
    .messages.map(({ text }) => text)
    .join()
}

function Text({ client }: { client: TestClient }): ReactElement {
  return <i>{useText(client)}</i>
}

describe('drawing', () => {
  it('happens once a frame, however many chunks come, and to the last character', () => {
    const { chunk, client, frame } = setUp()
    let drawn = 0
    const Counted = (): ReactElement => {
      drawn++
      return <Text client={client} />
    }
    let texts = 0
    const CountedText = (): ReactElement => {
      texts++
      return <p>{useText(client)}</p>
    }
    const view = render(
      <>
        <Counted />
        <CountedText />
      </>,
    )
    const frames = 120
    for (let i = 0; i < 10_000; i++) {
      chunk(i)
      if (i % Math.ceil(10_000 / frames) == 0) frame()
    }
    frame()
    const whole = Array.from({ length: 10_000 }, (_, i) => `${String(i)} `).join('')
    expect(view.container.querySelector('p')?.textContent).toBe(whole)
    expect(texts).toBeLessThanOrEqual(frames + 2)
    expect(drawn).toBe(1)
  })

  it('of another channel begins with what is known of that one, not of the last', () => {
    const { client } = setUp()
    const Known = ({ id }: { id: number }): ReactElement => {
      const initial = [{ id: 'm', text: `of ${String(id)}` }]
      const { messages } = useStream(`conversation.${String(id)}`, { client, initial })
      return <p>{messages.map(({ text }) => text).join()}</p>
    }
    const view = render(<Known id={1} />)
    view.rerender(<Known id={2} />)
    expect(view.container.textContent).toBe('of 2')
  })

  it('happens once for a mount, where nothing is known yet', () => {
    const { client, frame } = setUp()
    let drawn = 0
    const Everything = (): null => {
      drawn++
      useStream(name, { client })
      usePresence('room', { client })
      usePrivate(name, '.x', () => undefined, { client })
      useConnectionState({ client })
      return null
    }
    render(<Everything />)
    frame()
    expect(drawn).toBe(1)
  })

  it('happens once for changes of several stores in one frame', () => {
    const { channel, chunk, client, frame } = setUp()
    let drawn = 0
    const Everything = (): ReactElement => {
      drawn++
      const { status } = usePrivate(name, '.x', () => undefined, { client })
      const { count } = usePresence('room', { client })
      return <p>{[status, count, useText(client)].join('|')}</p>
    }
    const view = render(<Everything />)
    channel.become('subscribed')
    client.channel('presence-room').members({ 1: { id: 1 } })
    chunk(0, 'a')
    frame()
    expect(view.container.textContent).toBe('subscribed|1|a')
    expect(drawn).toBe(2)
  })

  it('happens once for who is drawn anew while somebody else mounts', () => {
    const { chunk, client } = setUp()
    let show: (shown: boolean) => void = () => undefined
    let drawn = 0
    const First = (): ReactElement => {
      const [shown, setShown] = useState(false)
      show = setShown
      return <>{shown && <Text client={client} />}</>
    }
    const Counted = (): ReactElement => {
      drawn++
      return <p>{useText(client)}</p>
    }
    const view = render(
      <>
        <First />
        <Counted />
      </>,
    )
    chunk(0, 'a')
    act(() => {
      client.clock.paint()
      show(true)
    })
    expect(view.container.textContent).toBe('aa')
    expect(drawn).toBe(2)
  })

  it('publishes nothing early when something else is drawn', () => {
    const { chunk, client, frame } = setUp()
    const view = render(<Text client={client} />)
    chunk(0, 'a')
    view.rerender(<Text client={client} />)
    expect(view.container.textContent).toBe('')
    frame()
    expect(view.container.textContent).toBe('a')
  })

  it('shows the last text and the end in one', () => {
    const { channel, chunk, client, frame } = setUp()
    const seen: string[] = []
    const Message = (): null => {
      const message = useStreamMessage(name, 'm', { client })
      seen.push(`${message?.status ?? '–'} ${message?.text ?? ''}`)
      return null
    }
    render(<Message />)
    chunk(0, 'a')
    frame()
    chunk(1, 'b')
    channel.emit('.stream.completed', { messageId: 'm' })
    frame()
    expect(seen).toEqual(['– ', 'streaming a', 'completed ab'])
  })

  it('shows what came between the drawing and the mount', () => {
    const { chunk, client } = setUp()
    render(<Text client={client} />)
    // Its effect runs after its sibling was drawn, and before that one listens.
    const Publisher = (): null => {
      useLayoutEffect(() => {
        chunk(0, 'a')
        client.clock.paint()
      }, [])
      return null
    }
    const view = render(
      <>
        <Publisher />
        <Text client={client} />
      </>,
    )
    expect(view.container.textContent).toBe('a')
    expect(document.body.textContent).toBe('aa')
  })

  it('follows the selection of the present drawing', () => {
    const { chunk, client, frame } = setUp()
    const One = ({ id }: { id: string }): ReactElement => <p>{useStreamMessage(name, id, { client })?.text}</p>
    const view = render(<One id="a" />)
    chunk(0, 'A', 'a')
    chunk(0, 'B', 'b')
    frame()
    expect(view.container.textContent).toBe('A')
    view.rerender(<One id="b" />)
    expect(view.container.textContent).toBe('B')
    chunk(1, '!', 'b')
    frame()
    expect(view.container.textContent).toBe('B!')
  })
})

describe('no frame is torn', () => {
  it('when somebody mounts after a publication that the others have not drawn yet', () => {
    const { chunk, client } = setUp()
    let show: (shown: boolean) => void = () => undefined
    const Late = (): ReactElement => {
      const [shown, setShown] = useState(false)
      show = setShown
      return <>{shown && <Text client={client} />}</>
    }
    // Not in `act`, which would draw at once: React is to draw the first two when it finds the time.
    const view = render(
      <StrictMode>
        <Text client={client} />
        <Text client={client} />
        <Late />
      </StrictMode>,
    )
    chunk(0, 'new')
    client.clock.paint()
    flushSync(() => {
      show(true)
    })
    const texts = [...view.container.querySelectorAll('i')].map(({ textContent }) => textContent)
    expect(texts).toEqual(['new', 'new', 'new'])
  })

  it('when a transition is drawn while the store goes on', async () => {
    const { chunk, client, frame } = setUp()
    const Slow = memo(function Slow({ client: own }: { client: TestClient }): ReactElement {
      return <Text client={own} />
    })
    let show = (): void => undefined
    const Page = (): ReactElement => {
      const [shown, setShown] = useState(false)
      show = () => {
        startTransition(() => {
          setShown(true)
        })
      }
      return (
        <>
          <Text client={client} />
          {shown && Array.from({ length: 50 }, (_, i) => <Slow key={i} client={client} />)}
        </>
      )
    }
    const view = render(<Page />)
    chunk(0, 'a')
    frame()
    await act(async () => {
      show()
      chunk(1, 'b')
      client.clock.paint()
      await Promise.resolve()
    })
    const texts = [...view.container.querySelectorAll('i')].map(({ textContent }) => textContent)
    expect(texts).toHaveLength(51)
    expect(new Set(texts)).toEqual(new Set(['ab']))
  })
})

describe('an application with another client', () => {
  it('is drawn with what that one knows', () => {
    const [one, other] = [setUp(), setUp()]
    other.client.connection.set({ ...idleConnection, status: 'connected' })
    const State = ({ client }: { client: TestClient }): ReactElement => <p>{useConnectionState({ client }).status}</p>
    const view = render(<State client={one.client} />)
    expect(view.container.textContent).toBe('idle')
    view.rerender(<State client={other.client} />)
    expect(view.container.textContent).toBe('connected')
  })
})
