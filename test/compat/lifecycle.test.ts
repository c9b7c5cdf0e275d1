import Echo from '@resound/echo'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { both, type Reached } from './both.js'

const status = (echo: Reached, word: string): Promise<unknown> => until(() => echo.connectionStatus() == word)

describe('a subclass', () => {
  it('finds its connect() called by the constructor, which may wait before it connects', async () => {
    const { make } = await both()
    const { options } = make('resound')
    let mayConnect = (): void => undefined
    const allowed = new Promise<void>((resolve) => (mayConnect = resolve))
    class Waiting extends Echo {
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- as an application does it
      override async connect(): Promise<void> {
        await allowed
        super.connect()
      }
    }
    const echo: Reached = new Waiting(options)
    expect(echo.connector).toBeUndefined()
    expect(echo.socketId()).toBeUndefined()
    expect(() => echo.disconnect()).not.toThrow()
    mayConnect()
    await until(() => echo.connector)
    await status(echo, 'connected')
    echo.disconnect()
  })

  it('may put something before connecting and disconnecting', async () => {
    const { make } = await both()
    const { options } = make('resound')
    const done: string[] = []
    class Telling extends Echo {
      override connect(): void {
        done.push('connect')
        super.connect()
      }
      override disconnect(): void {
        done.push('disconnect')
        super.disconnect()
      }
    }
    const echo = new Telling(options)
    await status(echo, 'connected')
    echo.disconnect()
    expect(done).toEqual(['connect', 'disconnect'])
    expect(echo).toBeInstanceOf(Echo)
  })
})

it('keeps channels and listeners over connect() and disconnect(), and never opens a second socket', async () => {
  const { make, server } = await both()
  const echo = make('resound')
  const heard: unknown[] = []
  const channel = echo.private('conversation.1').listen('.x', (data: unknown) => heard.push(data))
  echo.connect()
  await until(() => channel.subscription.subscribed)
  echo.connect()
  expect(server.connections()).toHaveLength(1)
  echo.disconnect()
  echo.connect()
  await until(() => channel.subscription.subscribed)
  expect(echo.private('conversation.1')).toBe(channel)
  server.publish('private-conversation.1', 'x', 1)
  await until(() => heard.length == 1)
  await until(() => server.connections().length == 1)
})

it('says each status once', async () => {
  const { make, proxy } = await both()
  const echo = make('resound')
  const words: string[] = []
  const undo = echo.connector.onConnectionChange((word: string) => words.push(word))
  await status(echo, 'connected')
  proxy.cut()
  await until(() => words.length == 3)
  echo.disconnect()
  expect(words).toEqual(['connected', 'reconnecting', 'connected', 'disconnected'])
  undo()
  echo.connect()
  await status(echo, 'connected')
  expect(words).toHaveLength(4)
})

describe('the interceptors', () => {
  interface Request {
    headers: Record<string, unknown>
  }
  /** As much of axios as interceptors need. */
  function axios(): { instance: Reached; send(): unknown } {
    const handlers: ((request: Request) => Request)[] = []
    const interceptors = {
      request: {
        use: (handler: (request: Request) => Request) => handlers.push(handler) - 1,
        eject: (id: number) => {
          handlers[id] = (request) => request
        },
      },
    }
    const send = (): unknown => handlers.reduce((request, handle) => handle(request), { headers: {} }).headers
    return { instance: Object.assign(() => undefined, { interceptors }), send }
  }

  afterEach(() => vi.unstubAllGlobals())

  it('are there from the construction on, gone with disconnect(), and back with connect()', async () => {
    const { instance, send } = axios()
    vi.stubGlobal('axios', instance)
    const echo = (await both()).make('resound')
    expect(send()).toEqual({})
    await status(echo, 'connected')
    expect(send()).toEqual({ 'X-Socket-ID': echo.socketId() })
    echo.registerInterceptors()
    expect(send()).toEqual({ 'X-Socket-ID': echo.socketId() })
    echo.disconnect()
    expect(send()).toEqual({})
    echo.connect()
    await status(echo, 'connected')
    expect(send()).toEqual({ 'X-Socket-ID': echo.socketId() })
  })

  it('leave the socket id of an Echo that is still there, when another one is closed', async () => {
    const { instance, send } = axios()
    vi.stubGlobal('axios', instance)
    const { make } = await both()
    const one = make('resound')
    const two = make('resound')
    await status(one, 'connected')
    await status(two, 'connected')
    expect(send()).toEqual({ 'X-Socket-ID': two.socketId() })
    two.disconnect()
    expect(send()).toEqual({ 'X-Socket-ID': one.socketId() })
  })

  it('are left out by withoutInterceptors, and registered one by one by their names in laravel-echo', async () => {
    const { instance, send } = axios()
    vi.stubGlobal('axios', instance)
    const { make } = await both()
    const echo = make('resound', { withoutInterceptors: true })
    await status(echo, 'connected')
    expect(send()).toEqual({})
    echo.registerAxiosRequestInterceptor()
    expect(send()).toEqual({ 'X-Socket-ID': echo.socketId() })
    echo.disconnect()
    expect(send()).toEqual({})
    echo.connect()
    await status(echo, 'connected')
    expect(send()).toEqual({ 'X-Socket-ID': echo.socketId() })
  })

  it('reach vue-resource, jQuery and Turbo by their names in laravel-echo', async () => {
    const vue: ((request: Reached, next: () => void) => void)[] = []
    const jQuery: ((a: unknown, b: unknown, request: Reached) => void)[] = []
    const document = new EventTarget()
    vi.stubGlobal('Vue', { http: { interceptors: vue } })
    const filter = (handler: (typeof jQuery)[number]): unknown => jQuery.push(handler)
    vi.stubGlobal(
      'jQuery',
      Object.assign(() => undefined, { ajax: () => undefined, ajaxPrefilter: filter }),
    )
    vi.stubGlobal('document', document)
    const { make } = await both()
    const echo = make('resound', { withoutInterceptors: true })
    await status(echo, 'connected')
    echo.registerVueRequestInterceptor()
    echo.registerjQueryAjaxSetup()
    echo.registerTurboRequestInterceptor()
    const headers = new Map<string, string>()
    vue[0]?.({ headers }, () => undefined)
    expect(headers).toEqual(new Map([['X-Socket-ID', echo.socketId()]]))
    const set: unknown[] = []
    jQuery[0]?.({}, {}, { setRequestHeader: (...header: string[]) => set.push(header) })
    expect(set).toEqual([['X-Socket-ID', echo.socketId()]])
    const fetchOptions = { headers: {} }
    document.dispatchEvent(new CustomEvent('turbo:before-fetch-request', { detail: { fetchOptions } }))
    expect(fetchOptions.headers).toEqual({ 'X-Socket-ID': echo.socketId() })
  })

  it('leave alone what is not on the page', async () => {
    const echo = (await both()).make('resound', { withoutInterceptors: true })
    expect(() => {
      echo.registerAxiosRequestInterceptor()
      echo.registerjQueryAjaxSetup()
      echo.registerTurboRequestInterceptor()
      echo.registerVueRequestInterceptor()
    }).not.toThrow()
  })
})
