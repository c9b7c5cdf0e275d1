import { expect, it } from 'vitest'
import { interceptAxios, type AxiosLike } from './axios.js'

type Interceptor = (config: { headers?: object }) => { headers?: object }

/** axios as far as interceptors go: kept by number, ejected by it. */
function fakeAxios() {
  const kept = new Map<number, Interceptor>()
  const options: unknown[] = []
  const axios: AxiosLike = {
    interceptors: {
      request: {
        use(fulfilled, _rejected, option) {
          options.push(option)
          return kept.set(kept.size + 1, fulfilled).size
        },
        eject: (id) => void kept.delete(id),
      },
    },
  }
  const request = (config: { headers?: object } = {}) => [...kept.values()].reduce((now, run) => run(now), config)
  return { axios, request, kept, options }
}

it('sends the socket id of the moment with every request', () => {
  const { axios, request } = fakeAxios()
  let id = '1.1'
  interceptAxios(axios, () => id)
  expect(request({ headers: { Accept: 'x' } })).toEqual({ headers: { Accept: 'x', 'X-Socket-ID': '1.1' } })
  id = '2.2'
  expect(request()).toEqual({ headers: { 'X-Socket-ID': '2.2' } })
})

it('changes nothing while there is no socket id', () => {
  const { axios, request } = fakeAxios()
  interceptAxios(axios, () => undefined)
  expect(request()).toEqual({})
  expect(request({ headers: { 'X-Socket-ID': 'own' } })).toEqual({ headers: { 'X-Socket-ID': 'own' } })
})

it('takes the place of a default that was right when it was set', () => {
  const { axios, request } = fakeAxios()
  interceptAxios(axios, () => '2.2')
  expect(request({ headers: { 'X-Socket-Id': '1.1' } })).toEqual({ headers: { 'X-Socket-ID': '2.2' } })
})

it('leaves nothing behind when it is ended, however often', () => {
  const { axios, request, kept } = fakeAxios()
  const undo = interceptAxios(axios, () => '1.1')
  undo()
  undo()
  expect(kept.size).toBe(0)
  expect(request()).toEqual({})
})

it('does not make axios put requests off', () => {
  const { axios, options } = fakeAxios()
  interceptAxios(axios, () => '1.1')
  expect(options).toEqual([{ synchronous: true }])
})
