// @vitest-environment jsdom
import * as theirs from '@laravel/echo-react'
import { usePrivate } from '@resound/react'
import * as ours from '@resound/react/compat'
import { cleanup, renderHook } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { startSide, type Hooks, type Side } from './echo-react.js'

let side: Side | undefined

afterEach(async () => {
  cleanup()
  vi.unstubAllEnvs()
  await side?.stop()
  side = undefined
})

describe('the names of @laravel/echo-react', () => {
  it('are all there, and no others', () => {
    expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort())
  })

  it('complain alike before they are configured', async () => {
    vi.resetModules()
    const fresh = [(await import('@laravel/echo-react')) as object as Hooks, await import('@resound/react/compat')]
    const messages = fresh.map(({ echo, echoIsConfigured }) => {
      expect(echoIsConfigured()).toBe(false)
      try {
        echo()
      } catch (error) {
        return (error as Error).message
      }
      return undefined
    })
    expect(messages).toEqual(Array(2).fill('Echo has not been configured. Please call `configureEcho()`.'))
  })
})

describe('our hooks under those names', () => {
  it('share one Echo with the hooks of @resound/react, so that components can be moved one by one', async () => {
    side = await startSide('@resound/react/compat')
    const heard: string[] = []
    renderHook(() => {
      ours.useEcho('conversation.1', '.a', () => heard.push('old'))
      usePrivate('conversation.1', '.a', () => heard.push('new'))
    })
    await side.subscribed('private-conversation.1')
    side.server.publish('private-conversation.1', 'a', {})
    await until(() => heard.length == 2)
    expect(side.server.connections()).toHaveLength(1)
    expect(side.authorizations()).toEqual(['private-conversation.1'])
  })

  it('open no socket while a server renders', () => {
    let sockets = 0
    class Socket {
      onopen = null
      onmessage = null
      onclose = null
      onerror = null
      send = vi.fn()
      close = vi.fn()
      constructor() {
        sockets++
      }
    }
    ours.configureEcho({ broadcaster: 'reverb', key: 'key', platform: { WebSocket: Socket } })
    const Page = () => {
      ours.useEcho('conversation.1', '.a', () => undefined)
      ours.useChannel('conversation.1')
      return <p>{[ours.useConnectionStatus(), ours.useSocketId()].join('|')}</p>
    }
    expect(renderToString(<Page />)).toBe('<p>connecting|</p>')
    expect(sockets).toBe(0)
    ours.echo().disconnect()
    expect(sockets).toBe(1)
  })

  it('take part with the Echo that was configured last, when they are drawn next', async () => {
    const first = await startSide('@resound/react/compat')
    const old = ours.echo()
    const { rerender, result } = renderHook(() => {
      ours.useEcho('conversation.1', '.a', () => undefined)
      return ours.useConnectionStatus()
    })
    await first.subscribed('private-conversation.1')
    side = await startSide('@resound/react/compat')
    rerender()
    await side.subscribed('private-conversation.1')
    await until(() => result.current == 'connected')
    await first.left('private-conversation.1')
    old.disconnect()
    await first.stop()
  })

  it('skip a name that is not known yet', async () => {
    side = await startSide('@resound/react/compat')
    const { result } = renderHook(() => ours.useEcho('', '.a', () => undefined))
    expect(result.current.channel()).toBeNull()
    result.current.leave()
  })

  it.each([
    ['reverb', { VITE_REVERB_APP_KEY: 'k', VITE_REVERB_HOST: 'h', VITE_REVERB_PORT: '1', VITE_REVERB_SCHEME: 'http' }],
    ['pusher', { VITE_PUSHER_APP_KEY: 'k', VITE_PUSHER_APP_CLUSTER: 'mt1' }],
    ['pusher', { VITE_PUSHER_APP_KEY: 'k', VITE_PUSHER_HOST: 'h', VITE_PUSHER_PORT: '1' }],
    ['ably', { VITE_ABLY_PUBLIC_KEY: 'k' }],
  ] as const)('read the environment of Vite for %s, and need no pusher-js', (broadcaster, environment) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    const urls: string[] = []
    class Socket {
      onopen = null
      onmessage = null
      onclose = null
      onerror = null
      send = vi.fn()
      close = vi.fn()
      constructor(url: string) {
        urls.push(url)
      }
    }
    ours.configureEcho({ broadcaster, platform: { WebSocket: Socket } } as never)
    ours.echo().disconnect()
    const { VITE_REVERB_HOST, VITE_PUSHER_HOST }: Record<string, string> = environment
    const host = { reverb: 'ws://h:1', pusher: 'wss://ws-mt1.pusher.com', ably: 'wss://realtime-pusher.ably.io' }
    const expected = broadcaster == 'pusher' && VITE_PUSHER_HOST ? 'wss://h:1' : host[broadcaster]
    expect(VITE_REVERB_HOST === undefined || broadcaster == 'reverb').toBe(true)
    expect(urls).toHaveLength(1)
    expect(urls[0]?.replace(':443', '')).toMatch(new RegExp(`^${expected}/app/k\\?`))
  })
})
