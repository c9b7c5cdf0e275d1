import { expect, it } from 'vitest'
import type { Page } from '../platform/page.js'
import { interceptedGlobals, interceptGlobal, type InterceptedClient } from './global.js'

function interceptGlobals(page: Page, socketId: InterceptedClient['socketId']): () => void {
  const undos = interceptedGlobals.map((name) => interceptGlobal(name, page, { socketId }))
  return () => {
    for (const undo of undos) undo()
  }
}

type Headers = Record<string, unknown>
type Interceptor = (config: { headers: Headers }) => unknown

/** A page with the libraries of an application, and what each would send. */
function fakePage(globals: Record<string, unknown> = {}) {
  const document = new EventTarget()
  const interceptors = new Map<number, Interceptor>()
  const filters: ((options: object, original: object, request: object) => void)[] = []
  let used = 0
  const axios = Object.assign(() => undefined, {
    interceptors: {
      request: {
        use: (interceptor: Interceptor) => {
          interceptors.set(++used, interceptor)
          return used
        },
        eject: (id: number) => interceptors.delete(id),
      },
    },
  })
  const jQuery = { ajaxPrefilter: (filter: (typeof filters)[number]) => void filters.push(filter) }
  const vue = Object.assign(() => undefined, {
    http: { interceptors: [] as ((request: object, next: () => void) => void)[] },
  })
  const all: Record<string, unknown> = { axios, jQuery, Vue: vue, ...globals }
  const page: Page = {
    secure: () => true,
    origin: () => 'https://app.example',
    host: () => 'app.example',
    cookie: () => undefined,
    meta: () => undefined,
    global: (name) => all[name],
    document: () => document,
  }

  const requests = {
    axios(headers: Headers) {
      for (const interceptor of interceptors.values()) interceptor({ headers })
    },
    jQuery(headers: Headers) {
      const request = { setRequestHeader: (name: string, value: string) => (headers[name] = value) }
      for (const filter of filters) filter({}, {}, request)
    },
    vue(headers: Headers) {
      for (const interceptor of vue.http.interceptors) interceptor({ headers }, () => undefined)
    },
    turbo(headers: Headers) {
      const detail = { fetchOptions: { headers } }
      document.dispatchEvent(Object.assign(new Event('turbo:before-fetch-request'), { detail }))
    },
  }
  /** The socket id that each library sends now. */
  const sent = () =>
    Object.values(requests).map((request) => {
      const headers: Headers = {}
      request(headers)
      return headers['X-Socket-ID']
    })
  return { page, all, sent, requests, interceptors, filters, vue }
}

const none = [undefined, undefined, undefined, undefined]
const each = (id: string) => [id, id, id, id]

it('sends the socket id of the moment through axios, jQuery, vue-resource and Turbo', () => {
  const { page, sent } = fakePage()
  let id: string | undefined = '1.1'
  interceptGlobals(page, () => id)
  expect(sent()).toEqual(each('1.1'))
  id = '2.2'
  expect(sent()).toEqual(each('2.2'))
  id = undefined
  expect(sent()).toEqual(none)
})

it('counts the newest client of two, and the older one while the newest has no socket id', () => {
  const { page, sent } = fakePage()
  let newest: string | undefined
  interceptGlobals(page, () => '1.1')
  interceptGlobals(page, () => newest)
  expect(sent()).toEqual(each('1.1'))
  newest = '2.2'
  expect(sent()).toEqual(each('2.2'))
  newest = undefined
  expect(sent()).toEqual(each('1.1'))
})

it('passes over a client whose socket id no header could carry, or that throws', () => {
  const { page, sent } = fakePage()
  interceptGlobals(page, () => '1.1')
  interceptGlobals(page, () => '2.2\r\nCookie: a=b')
  interceptGlobals(page, () => {
    throw new Error('closed')
  })
  expect(sent()).toEqual(each('1.1'))
})

it('intercepts each library once, however many clients there are', () => {
  const { page, interceptors, filters, vue } = fakePage()
  for (let clients = 0; clients < 5; clients++) interceptGlobals(page, () => '1.1')
  expect([interceptors.size, filters.length, vue.http.interceptors.length]).toEqual([1, 1, 1])
})

it('gives way to the older client when the newest is closed, and the other way round', () => {
  const { page, sent } = fakePage()
  const closeFirst = interceptGlobals(page, () => '1.1')
  const closeSecond = interceptGlobals(page, () => '2.2')
  closeSecond()
  closeSecond()
  expect(sent()).toEqual(each('1.1'))
  interceptGlobals(page, () => '3.3')
  closeFirst()
  expect(sent()).toEqual(each('3.3'))
})

it('leaves nothing behind when the last client is closed', () => {
  const { page, sent, interceptors, vue } = fakePage()
  const closeFirst = interceptGlobals(page, () => '1.1')
  const closeSecond = interceptGlobals(page, () => '2.2')
  closeFirst()
  closeSecond()
  expect(sent()).toEqual(none)
  expect([interceptors.size, vue.http.interceptors.length]).toEqual([0, 0])
})

it('begins anew for a client that comes after the last was closed', () => {
  const { page, sent, interceptors, filters } = fakePage()
  const socketId = () => '1.1'
  const close = interceptGlobals(page, socketId)
  close()
  interceptGlobals(page, socketId)
  close()
  expect(sent()).toEqual(each('1.1'))
  expect([interceptors.size, filters.length]).toEqual([1, 1])
})

it('finds a library that the page gets later, by the next call', () => {
  const { page, all, sent } = fakePage()
  const { axios } = all
  delete all.axios
  const close = interceptGlobals(page, () => '1.1')
  all.axios = axios
  expect(sent()).toEqual([undefined, '1.1', '1.1', '1.1'])
  close()
  interceptGlobals(page, () => '1.1')
  expect(sent()).toEqual(each('1.1'))
})

it('keeps two pages apart', () => {
  const one = fakePage()
  const other = fakePage()
  interceptGlobals(one.page, () => '1.1')
  const close = interceptGlobals(other.page, () => '2.2')
  expect([one.sent(), other.sent()]).toEqual([each('1.1'), each('2.2')])
  close()
  expect([one.sent(), other.sent()]).toEqual([each('1.1'), none])
})

const throwing = new Proxy(
  {},
  {
    get() {
      throw new Error('Permission denied')
    },
  },
)

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['text', 'axios'],
  ['a number', 7],
  ['an empty object', {}],
  ['a function without members', () => undefined],
  ['an element of that id', new EventTarget()],
  ['an object that denies access', throwing],
  ['members of another kind', { interceptors: 'x', http: 7, ajaxPrefilter: true }],
  ['members that are empty', { interceptors: {}, http: {}, ajaxPrefilter: null }],
  ['members one level deeper', { interceptors: { request: {} }, http: { interceptors: null } }],
])('throws nothing where the globals are %s, and still serves Turbo', (_, odd) => {
  const { page, requests } = fakePage({ axios: odd, jQuery: odd, Vue: odd })
  const close = interceptGlobals(page, () => '1.1')
  const headers: Headers = {}
  requests.turbo(headers)
  expect(headers).toEqual({ 'X-Socket-ID': '1.1' })
  close()
})

it('throws nothing where a library cannot be left again', () => {
  const stuck = { interceptors: { request: { use: () => 1 } } }
  const { page, sent } = fakePage({ axios: stuck })
  interceptGlobals(page, () => '1.1')()
  expect(sent()).toEqual(none)
})

it('throws nothing where there is no page, or where its globals may not be read', () => {
  const { page } = fakePage()
  const nowhere: Page = {
    ...page,
    document: () => undefined,
    global() {
      throw new Error('Blocked a frame')
    },
  }
  interceptGlobals(nowhere, () => '1.1')()
})
