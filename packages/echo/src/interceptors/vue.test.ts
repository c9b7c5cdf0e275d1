import { expect, it } from 'vitest'
import { interceptVue, type VueLike } from './vue.js'

/** vue-resource as far as interceptors go: called one by one, each says when the next may go on. */
function fakeVue() {
  const vue: VueLike = { http: { interceptors: ['before', 'header'] } }
  const request = (headers: object): object => {
    let passed = 0
    for (const interceptor of vue.http.interceptors) {
      if (typeof interceptor != 'function') continue
      interceptor({ headers }, () => passed++)
      if (!passed) throw new Error('The request was held up.')
    }
    return headers
  }
  return { vue, request }
}

it('sends the socket id of the moment with every request', () => {
  const { vue, request } = fakeVue()
  let id = '1.1'
  interceptVue(vue, () => id)
  expect(request({ Accept: 'x' })).toEqual({ Accept: 'x', 'X-Socket-ID': '1.1' })
  id = '2.2'
  const headers = new Headers()
  request(headers)
  expect(headers.get('X-Socket-ID')).toBe('2.2')
})

it('lets the request go on while there is no socket id', () => {
  const { vue, request } = fakeVue()
  interceptVue(vue, () => undefined)
  expect(request({})).toEqual({})
})

it('leaves nothing behind when it is ended, however often, and nothing of others is taken', () => {
  const { vue } = fakeVue()
  const first = interceptVue(vue, () => '1.1')
  const other = () => undefined
  vue.http.interceptors.push(other)
  first()
  first()
  expect(vue.http.interceptors).toEqual(['before', 'header', other])
})
