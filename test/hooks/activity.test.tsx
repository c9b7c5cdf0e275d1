// @vitest-environment jsdom
import { usePresence, usePrivate, useStream } from '@resound/react'
import { render } from '@testing-library/react'
import * as React from 'react'
import type { ReactElement, ReactNode } from 'react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { ada, place } from './in-a-place.js'

type ActivityComponent = (props: { mode: 'visible' | 'hidden'; children: ReactNode }) => ReactNode

/** React has it since 19.2. */
const { Activity } = React as { Activity?: ActivityComponent }

function Room({ onMessage, grace }: { onMessage: () => void; grace?: number }): ReactElement {
  const options = { client: ada.echo, grace }
  const { messages } = useStream('conversation.1', options)
  const { count } = usePresence('conversation.1.presence', options)
  const { status } = usePrivate('conversation.1', '.message.created', onMessage, options)
  return <p>{[status, count, ...messages.map(({ text }) => text)].join(' ')}</p>
}

describe('a tree that is hidden and shown again', () => {
  beforeEach(({ skip }) => {
    skip(!Activity, `React ${React.version} has no Activity`)
  })

  const Tree = ({ hidden, ...room }: { hidden: boolean; onMessage: () => void; grace?: number }): ReactElement => {
    const Hideable = Activity ?? React.Fragment
    return (
      <Hideable mode={hidden ? 'hidden' : 'visible'}>
        <Room {...room} />
      </Hideable>
    )
  }
  const chunk = (sequence: number): void => {
    place.server.publish('private-conversation.1', 'stream.chunk', {
      messageId: 1,
      chunk: `${String(sequence)},`,
      sequence,
    })
  }

  it('five times within the grace asks for one permission each, and loses no chunk', async () => {
    const onMessage = vi.fn()
    const view = render(<Tree hidden={false} onMessage={onMessage} />)
    const text = (): string => view.container.textContent
    await until(() => text().startsWith('subscribed 1'))
    chunk(0)
    await until(() => text().includes('0,'))
    for (let i = 0; i < 5; i++) {
      view.rerender(<Tree hidden onMessage={onMessage} />)
      chunk(2 * i + 1)
      view.rerender(<Tree hidden={false} onMessage={onMessage} />)
      chunk(2 * i + 2)
    }
    await until(() => text() == 'subscribed 1 0,1,2,3,4,5,6,7,8,9,10,')
    place.server.publish('private-conversation.1', 'message.created', {})
    await until(() => onMessage.mock.calls.length > 0)
    expect(onMessage).toHaveBeenCalledTimes(1)
    expect(ada.authorizations.sort()).toEqual(['presence-conversation.1.presence', 'private-conversation.1'])
    expect(ada.sent).not.toContain('pusher:unsubscribe')
  })

  it('shows at once what came meanwhile', async () => {
    const view = render(<Tree hidden={false} onMessage={() => undefined} />)
    await until(() => view.container.textContent.startsWith('subscribed 1'))
    view.rerender(<Tree hidden onMessage={() => undefined} />)
    const heard = vi.fn()
    ada.echo.private('conversation.1').listen('.stream.chunk', heard)
    chunk(0)
    await until(() => heard.mock.calls.length > 0)
    // One frame later it is published, to nobody.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    view.rerender(<Tree hidden={false} onMessage={() => undefined} />)
    expect(view.container.textContent).toBe('subscribed 1 0,')
  })

  it('leaves its channels when it stays hidden, and joins them again', async () => {
    const view = render(<Tree hidden={false} onMessage={() => undefined} grace={10} />)
    await until(() => view.container.textContent.startsWith('subscribed 1'))
    view.rerender(<Tree hidden onMessage={() => undefined} grace={10} />)
    await place.left('private-conversation.1')
    view.rerender(<Tree hidden={false} onMessage={() => undefined} grace={10} />)
    await place.subscribed('private-conversation.1')
    await until(() => view.container.textContent.startsWith('subscribed 1'))
  })
})
