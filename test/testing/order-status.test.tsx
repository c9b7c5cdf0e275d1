// @vitest-environment jsdom
import { Echo } from '@resound/echo/core'
import { createFakeServer, createManualClock } from '@resound/echo/testing'
import { EchoProvider, usePrivate } from '@resound/react'
import { act, cleanup, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, it } from 'vitest'

afterEach(cleanup)

// #region component
function OrderStatus({ id }: { id: number }) {
  const [status, setStatus] = useState('ordered')
  const { error } = usePrivate(`orders.${id}`, '.shipped', () => setStatus('shipped'))
  return <p role="status">{error ? 'You may not see this order.' : status}</p>
}

function renderOrder({ refused = '' } = {}) {
  const clock = createManualClock()
  const server = createFakeServer({ clock })
  if (refused) server.refuse(refused)
  const echo = new Echo({ ...server.options(), onError: () => undefined })
  render(<OrderStatus id={1} />, {
    wrapper: ({ children }) => <EchoProvider client={echo}>{children}</EchoProvider>,
  })
  return { clock, server }
}

it('shows that the order was shipped', async () => {
  const { clock, server } = renderOrder()
  await act(() => clock.advanceAsync(0))
  expect(server.channels).toEqual(['private-orders.1'])

  act(() => server.emit('private-orders.1', 'shipped', { id: 1 }))
  expect(screen.getByRole('status').textContent).toBe('shipped')
})

it('is there again after the connection was cut', async () => {
  const { clock, server } = renderOrder()
  await act(() => clock.advanceAsync(0))
  act(() => server.cut())
  server.restore()
  await act(() => clock.advanceAsync(15_000))

  act(() => server.emit('private-orders.1', 'shipped', { id: 1 }))
  expect(screen.getByRole('status').textContent).toBe('shipped')
})

it('says so where the order is somebody else’s', async () => {
  const { clock } = renderOrder({ refused: 'private-orders.1' })
  await act(() => clock.advanceAsync(0))
  act(() => clock.paint())
  expect(screen.getByRole('status').textContent).toBe('You may not see this order.')
})
// #endregion component
