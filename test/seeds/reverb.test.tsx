// @vitest-environment jsdom
/** The Reverb guide: its snippets, word for word. */
import { act, cleanup, renderHook } from '@testing-library/react'
import * as React from 'react'
import Pusher from 'pusher-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { startPlace, type Made, type Place } from './place.js'
import { runSnippet } from './run-snippet.js'

afterEach(() => {
  cleanup()
  delete (window as { Pusher?: unknown }).Pusher
})

const env = {
  VITE_REVERB_APP_KEY: 'key',
  VITE_REVERB_HOST: 'localhost',
  VITE_REVERB_PORT: '1',
  VITE_REVERB_SCHEME: 'http',
}

/** `resources/js/echo.ts` of the guide. */
function echoOf({ laravelEcho }: Place): Made {
  const modules = { 'laravel-echo': laravelEcho, 'pusher-js': { __esModule: true, default: Pusher } }
  return runSnippet('reverb-echo', { modules, variables: { importMetaEnv: env, window } }).echo
}

describe('the Reverb guide', () => {
  it('connects with the options of its echo.ts', async () => {
    const place = await startPlace()
    const echo = echoOf(place)
    await until(() => echo.connectionStatus() == 'connected')
    expect(echo.options).toMatchObject({ broadcaster: 'reverb', enabledTransports: ['ws', 'wss'] })
  })

  it('shows the status of an order by useOrderStatus', async () => {
    const place = await startPlace()
    const modules = { react: React, '@/echo': { echo: echoOf(place) } }
    const { useOrderStatus } = runSnippet('reverb-order-status', { modules }) as {
      useOrderStatus(id: string, status: string): string
    }
    const { result, unmount } = renderHook(() => useOrderStatus('7', 'ordered'))
    await place.subscribed('private-orders.7')
    act(() => {
      place.server.publish('private-orders.7', 'order.status.updated', { order_id: 7, status: 'shipped' })
    })
    await until(() => result.current == 'shipped')
    unmount()
    await until(() => place.server.connections().every(({ channels }) => channels.length == 0))
  })

  it('shows who is online, and their messages', async () => {
    const place = await startPlace()
    const echo = echoOf(place)
    const addMessage = vi.fn()
    const users: unknown[][] = []
    const { unmount } = renderHook(() => {
      const [online, setOnlineUsers] = React.useState<unknown[]>([])
      users.push(online)
      runSnippet('reverb-presence', { variables: { useEffect: React.useEffect, echo, setOnlineUsers, addMessage } })
    })
    const ids = () => users.at(-1)?.map((user) => (user as { id: number }).id)
    await until(() => ids()?.length == 1)
    const grace = place.connect({ broadcaster: 'reverb' }, 'grace')
    grace.join('support.room.1')
    await until(() => ids()?.length == 2)
    place.server.publish('presence-support.room.1', 'message.sent', { message: 'hello' })
    await until(() => addMessage.mock.calls.length == 1)
    expect(addMessage).toHaveBeenCalledWith('hello')
    grace.leave('support.room.1')
    await until(() => ids()?.length == 1)
    unmount()
  })

  it('toasts a notification', async () => {
    const place = await startPlace()
    const toast = { success: vi.fn() }
    runSnippet('reverb-notification', { variables: { echo: echoOf(place), userId: 1, toast } })
    await place.subscribed('private-App.Models.User.1')
    const event = String.raw`Illuminate\Notifications\Events\BroadcastNotificationCreated`
    place.server.publish('private-App.Models.User.1', event, {
      id: 'n1',
      type: 'OrderShipped',
      message: 'It has shipped!',
    })
    await until(() => toast.success.mock.calls.length == 1)
    expect(toast.success).toHaveBeenCalledWith('It has shipped!')
  })

  it('hears the models that the guide broadcasts', async () => {
    const place = await startPlace()
    const heard: unknown[] = []
    echoOf(place)
      .private('orders.7')
      .listen('.OrderUpdated', ({ model }: { model: unknown }) => heard.push(model))
    await place.subscribed('private-orders.7')
    place.server.publish('private-orders.7', 'OrderUpdated', { model: { id: 7 } })
    await until(() => heard.length == 1)
    expect(heard).toEqual([{ id: 7 }])
  })
})
