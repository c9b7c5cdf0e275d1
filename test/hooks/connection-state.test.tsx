// @vitest-environment jsdom
import { useConnectionState } from '@resound/react'
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../support/until.js'
import { startPlace, type Place } from './real-echo.js'
import { EchoProvider } from '@resound/react'
import type { ReactNode } from 'react'

let place: Place

beforeEach(async () => {
  place = await startPlace()
})
afterEach(async () => {
  cleanup()
  await place.stop()
})

describe('the state of the connection', () => {
  it('is drawn as it changes', async () => {
    const { echo } = place.client()
    const seen: string[] = []
    const { result } = renderHook(() => {
      const state = useConnectionState({ client: echo })
      if (seen.at(-1) != state.status) seen.push(state.status)
      return state
    })
    await until(() => result.current.status == 'connected')
    expect(result.current.socketId).toBe(echo.socketId())
    echo.disconnect()
    await until(() => result.current.status == 'closed')
    expect(seen).toEqual(['connecting', 'connected', 'closed'])
  })

  it('shows no blink that is shorter than `smooth`', async () => {
    const { echo } = place.client('ada', { platform: { random: () => 0 } })
    const { connection } = echo.connector
    const passed: string[] = []
    // What the store passed through: without a delay React may draw only where it ended.
    connection.subscribe(() => passed.push(connection.get().status))
    const smooth: string[] = []
    const { result } = renderHook(() => {
      const state = useConnectionState({ client: echo, smooth: 60_000 })
      smooth.push(state.status)
      return state
    })
    await until(() => result.current.status == 'connected')
    const first = result.current.socketId
    place.server.dropAll()
    await until(() => result.current.socketId !== first)
    expect(result.current.status).toBe('connected')
    expect(passed).toContain('waiting')
    expect(new Set(smooth)).toEqual(new Set(['connecting', 'connected']))
  })

  it('gives a part, and draws only for that', async () => {
    const { echo } = place.client()
    let drawn = 0
    const wrapper = ({ children }: { children: ReactNode }) => <EchoProvider client={echo}>{children}</EchoProvider>
    const { result } = renderHook(
      () => {
        drawn++
        return useConnectionState(
          ({ status }) => ({ online: status == 'connected' }),
          (a, b) => a.online == b.online,
        )
      },
      { wrapper },
    )
    const before = result.current
    await until(() => result.current.online)
    expect(before).toEqual({ online: false })
    expect(drawn).toBe(2)
    echo.disconnect()
    await until(() => !result.current.online)
    expect(drawn).toBe(3)
  })
})
