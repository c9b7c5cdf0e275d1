// @vitest-environment jsdom
import { reverb, type Echo } from '@resound/echo/core'
import { configureEcho, EchoProvider, useChannel, useEchoClient } from '@resound/react'
import { cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { startPlace, type Place } from './real-echo.js'

let place: Place

beforeEach(async () => {
  place = await startPlace()
})
afterEach(async () => {
  cleanup()
  await place.stop()
})

const listen = (options = {}) => renderHook(() => useChannel('news', '.x', () => undefined, options))

describe('the client of a hook', () => {
  // First, while nothing was configured in this file.
  it('is asked for in words where there is none', () => {
    const silence = vi.spyOn(console, 'error').mockReturnValue(undefined)
    // React 18 lets the page report it, too.
    const quiet = (event: ErrorEvent): void => {
      event.preventDefault()
    }
    window.addEventListener('error', quiet)
    expect(() => listen()).toThrow(/configureEcho.*EchoProvider.*client/)
    window.removeEventListener('error', quiet)
    silence.mockRestore()
  })

  it('is made by the first hook that needs it, not before, and once', async () => {
    const make = vi.fn(() => place.client().echo)
    configureEcho(make)
    renderHook(() => useChannel(null, '.x', () => undefined))
    listen({ enabled: false })
    expect(make).not.toHaveBeenCalled()
    listen()
    renderHook(() => useChannel('other', '.x', () => undefined))
    await place.subscribed('news')
    await place.subscribed('other')
    expect(make).toHaveBeenCalledTimes(1)
    expect(place.sockets).toBe(1)
  })

  it('is made of options whose broadcaster is what a factory makes', async () => {
    const { server } = place
    const client = place.client()
    configureEcho({
      ...client.echo.options,
      broadcaster: reverb({ key: server.key, wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false }),
    })
    const { result } = renderHook(() => useEchoClient())
    await until(() => result.current.connection.get().status == 'connected')
    expect(result.current).not.toBe(client.echo)
    result.current.disconnect()
  })

  it('may be given as it is, and replaced', () => {
    const [one, other] = [place.client().echo, place.client().echo]
    configureEcho(one)
    const { rerender, result } = renderHook(() => useEchoClient())
    expect(result.current).toBe(one)
    configureEcho(other)
    rerender()
    expect(result.current).toBe(other)
  })

  it('is the option’s before the provider’s before the configured one', async () => {
    const [option, provided, configured] = [place.client(), place.client(), place.client()]
    configureEcho(configured.echo)
    const wrapper = ({ children }: { children: ReactNode }) => (
      <EchoProvider client={provided.echo}>{children}</EchoProvider>
    )
    expect(renderHook(() => useEchoClient(), { wrapper }).result.current).toBe(provided.echo)
    renderHook(() => useChannel('by-option', '.x', () => undefined, { client: option.echo }), { wrapper })
    renderHook(() => useChannel('by-provider', '.x', () => undefined), { wrapper })
    renderHook(() => useChannel('by-configuration', '.x', () => undefined))
    const has = async (echo: Echo, channel: string): Promise<void> => {
      await until(() =>
        place.server
          .connections()
          .some(({ channels, socketId }) => socketId == echo.socketId() && channels.includes(channel)),
      )
    }
    await has(option.echo, 'by-option')
    await has(provided.echo, 'by-provider')
    await has(configured.echo, 'by-configuration')
  })

  it('cannot be made of a broadcaster’s name, and says so when it is first needed', () => {
    const silence = vi.spyOn(console, 'error').mockReturnValue(undefined)
    configureEcho({ broadcaster: 'reverb' as never })
    expect(() => renderHook(() => useEchoClient())).toThrow(/broadcaster is what a factory makes.*"@resound\/echo"/)
    silence.mockRestore()
  })

  it('may be another one from one drawing to the next', async () => {
    const [one, other] = [place.client(), place.client()]
    const { rerender } = renderHook(
      ({ echo }) => useChannel('news', '.x', () => undefined, { client: echo, grace: 0 }),
      {
        initialProps: { echo: one.echo },
      },
    )
    await until(() => one.sent.includes('pusher:subscribe'))
    rerender({ echo: other.echo })
    await until(() => other.sent.includes('pusher:subscribe') && one.sent.includes('pusher:unsubscribe'))
  })
})
