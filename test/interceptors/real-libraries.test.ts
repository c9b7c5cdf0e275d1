// @vitest-environment jsdom
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as turbo from '@hotwired/turbo'
import { router, type Page as InertiaPage } from '@inertiajs/core'
import axios, { type AxiosInstance } from 'axios'
import axios0 from 'axios-0'
import jQuery from 'jquery'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { interceptAxios } from '../../packages/echo/src/interceptors/axios.js'
import { interceptFetch } from '../../packages/echo/src/interceptors/fetch.js'
import { interceptedGlobals, interceptGlobal } from '../../packages/echo/src/interceptors/global.js'
import { interceptInertia } from '../../packages/echo/src/interceptors/inertia.js'
import { interceptJQuery } from '../../packages/echo/src/interceptors/jquery.js'
import { interceptTurbo } from '../../packages/echo/src/interceptors/turbo.js'
import { browserPage } from '../../packages/echo/src/platform/page.js'

// The libraries themselves, and a server that tells what arrived.

/** The socket id of each request as the server read it. */
const arrived: (string | string[] | undefined)[] = []
const page = { component: 'Orders', props: { errors: {} }, url: '/orders', version: '' } as unknown as InertiaPage

const answer: RequestListener = (request, response) => {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '')
  response.setHeader('Access-Control-Expose-Headers', 'X-Event-Cursor, X-Inertia')
  if (request.method == 'OPTIONS') {
    response.end()
    return
  }
  arrived.push(request.headers['x-socket-id'])
  response.setHeader('Content-Type', 'application/json')
  response.setHeader('X-Inertia', 'true')
  response.setHeader('X-Event-Cursor', `private-room.1=k:${String(arrived.length)}`)
  response.end(JSON.stringify(page))
}

const server = createServer(answer)
let url = ''

beforeAll(async () => {
  // jsdom has none, and Inertia scrolls after each visit.
  window.scrollTo = () => undefined
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** What answers said of our own events. */
const told: string[] = []
const skip = (...own: string[]): void => void told.push(own.join(' '))
const answers = (count: number, id: string): string[] =>
  Array.from({ length: count }, (_, at) => `private-room.1 k:${String(at + 1)} ${id}`)

afterEach(() => {
  arrived.splice(0)
  told.splice(0)
})

const visitByInertia = (headers: Record<string, string> = {}): Promise<void> =>
  new Promise((resolve) => router.visit(url, { headers, onFinish: () => resolve() }))

/** Turbo's own way to make a request, below its links, forms and frames; its types leave the constructor out. */
const TurboRequest = turbo.FetchRequest as unknown as new (
  delegate: object,
  method: string,
  url: URL,
) => {
  perform(): Promise<unknown>
}

const loadByTurbo = (): Promise<unknown> => {
  const nothing = (): void => undefined
  const delegate = {
    prepareRequest: nothing,
    requestStarted: nothing,
    requestSucceededWithResponse: nothing,
    requestFinished: nothing,
  }
  return new TurboRequest(delegate, 'get', new URL(url)).perform()
}

describe('axios', () => {
  it.each<[string, () => AxiosInstance]>([
    ['axios itself', () => axios],
    ['an instance', () => axios.create()],
    ['an instance of axios 0', () => axios0.create() as unknown as AxiosInstance],
  ])('as %s sends the socket id until that is ended', async (_, create) => {
    const client = create()
    let id: string | undefined = '1.1'
    const undo = interceptAxios(client, () => id)
    await client.get(url)
    await client.post(url, { a: 1 })
    id = undefined
    await client.get(url)
    id = '2.2'
    await client.get(url)
    undo()
    await client.get(url)
    expect(arrived).toEqual(['1.1', '1.1', undefined, '2.2', undefined])
  })

  it.each<[string, () => AxiosInstance]>([
    ['axios', () => axios.create()],
    ['axios 0', () => axios0.create() as unknown as AxiosInstance],
  ])('as %s sends one socket id where a default or a request has an older one', async (_, create) => {
    const client = create()
    client.defaults.headers.common['X-Socket-Id'] = 'old'
    interceptAxios(client, () => '1.1')
    await client.get(url)
    await client.get(url, { headers: { 'x-socket-id': 'older' } })
    expect(arrived).toEqual(['1.1', '1.1'])
    expect(client.defaults.headers.common['X-Socket-Id']).toBe('old')
  })

  it('takes what types axios and axios 0 have', () => {
    interceptAxios(axios.create(), () => undefined)
    interceptAxios(axios0.create(), () => undefined)
    expect(arrived).toEqual([])
  })
})

it('jQuery sends the socket id until that is ended', async () => {
  const undo = interceptJQuery(jQuery, () => '1.1')
  await jQuery.get(url)
  await jQuery.ajax({ url, method: 'POST', data: { a: 1 } })
  undo()
  await jQuery.get(url)
  expect(arrived).toEqual(['1.1', '1.1', undefined])
})

it('Turbo sends the socket id until that is ended', async () => {
  const undo = interceptTurbo(document, () => '1.1')
  await loadByTurbo()
  undo()
  await loadByTurbo()
  expect(arrived).toEqual(['1.1', undefined])
})

it('Inertia sends the socket id until that is ended', async () => {
  router.init({ initialPage: page, resolveComponent: () => ({}), swapComponent: () => Promise.resolve() })
  const undo = interceptInertia(router, () => '1.1')
  await visitByInertia()
  await visitByInertia({ 'X-Socket-Id': 'old' })
  undo()
  await visitByInertia()
  expect(arrived).toEqual(['1.1', '1.1', undefined])
})

it('fetch sends the socket id to a listed origin until that is ended, and to no other', async () => {
  const original = globalThis.fetch
  const undoOwn = interceptFetch(globalThis, () => '1.1')
  await fetch(url)
  const undoListed = interceptFetch(globalThis, () => '2.2', { origins: [url] })
  await fetch(url)
  await fetch(new Request(url, { method: 'POST', body: 'a=b' }))
  undoListed()
  undoOwn()
  await fetch(url)
  expect(arrived).toEqual([undefined, '2.2', '2.2', undefined])
  expect(globalThis.fetch).toBe(original)
})

it('what a page has as globals sends the newest client’s socket id, and none once all are closed', async () => {
  Object.assign(globalThis, { axios, jQuery })
  const all = async (): Promise<void> => {
    await axios.get(url)
    await jQuery.get(url)
    await loadByTurbo()
  }
  const client = (socketId: () => string) => {
    const undos = interceptedGlobals.map((name) => interceptGlobal(name, browserPage, { socketId }))
    return () => {
      for (const undo of undos) undo()
    }
  }
  const closeFirst = client(() => '1.1')
  await all()
  const closeSecond = client(() => '2.2')
  await all()
  closeSecond()
  await all()
  closeFirst()
  await all()
  Object.assign(globalThis, { axios: undefined, jQuery: undefined })
  const three = (id: string | undefined) => [id, id, id]
  expect(arrived).toEqual([...three('1.1'), ...three('2.2'), ...three('1.1'), ...three(undefined)])
})

describe('what an answer says of the events that its request caused is read', () => {
  it.each<[string, () => AxiosInstance]>([
    ['axios', () => axios.create()],
    ['axios 0', () => axios0.create() as unknown as AxiosInstance],
  ])('of %s', async (_, create) => {
    const client = create()
    const undo = interceptAxios(client, () => '1.1', skip)
    await client.get(url)
    await client.post(url, { a: 1 }, { headers: { 'x-socket-id': 'old' } })
    undo()
    await client.get(url)
    expect(told).toEqual(answers(2, '1.1'))
  })

  it('of jQuery', async () => {
    const undo = interceptJQuery(jQuery, () => '1.1', skip)
    await jQuery.get(url)
    await jQuery.post(url, { a: 1 })
    undo()
    await jQuery.get(url)
    expect(told).toEqual(answers(2, '1.1'))
  })

  it('of Turbo', async () => {
    const undo = interceptTurbo(document, () => '1.1', skip)
    await loadByTurbo()
    undo()
    await loadByTurbo()
    expect(told).toEqual(answers(1, '1.1'))
  })

  it('of Inertia, which tells no headers itself, by the axios that it uses', async () => {
    router.init({ initialPage: page, resolveComponent: () => ({}), swapComponent: () => Promise.resolve() })
    const undo = interceptAxios(axios, () => '1.1', skip)
    await visitByInertia()
    undo()
    await visitByInertia()
    expect(arrived).toEqual(['1.1', undefined])
    expect(told).toEqual(answers(1, '1.1'))
  })

  it('of fetch', async () => {
    const undo = interceptFetch(globalThis, () => '1.1', { origins: [url], skip })
    await fetch(url)
    undo()
    await fetch(url)
    expect(told).toEqual(answers(1, '1.1'))
  })
})
