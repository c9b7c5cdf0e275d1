import { expect, it } from 'vitest'
import { interceptInertia, type InertiaRouterLike } from './inertia.js'

/** Inertia's router as far as `before` goes: it sends the headers it made the event with. */
function fakeRouter() {
  const listeners = new Set<Parameters<InertiaRouterLike['on']>[1]>()
  const router: InertiaRouterLike = {
    on(_type, listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const visit = (headers: Record<string, string> = {}) => {
    for (const listener of listeners) listener({ detail: { visit: { headers } } })
    return headers
  }
  return { router, visit, listeners }
}

it('sends the socket id of the moment with every visit', () => {
  const { router, visit } = fakeRouter()
  let id = '1.1'
  interceptInertia(router, () => id)
  expect(visit({ Accept: 'x' })).toEqual({ Accept: 'x', 'X-Socket-ID': '1.1' })
  id = '2.2'
  expect(visit()).toEqual({ 'X-Socket-ID': '2.2' })
})

it('does not keep a visit from happening, which an answer of false would', () => {
  const { router, visit } = fakeRouter()
  const answers: unknown[] = []
  const watched: InertiaRouterLike = { on: (type, run) => router.on(type, (event) => void answers.push(run(event))) }
  interceptInertia(watched, () => '1.1')
  interceptInertia(watched, () => undefined)
  visit()
  expect(answers).toEqual([undefined, undefined])
})

it('changes nothing while there is no socket id', () => {
  const { router, visit } = fakeRouter()
  interceptInertia(router, () => undefined)
  expect(visit()).toEqual({})
})

it('leaves nothing behind when it is ended', () => {
  const { router, visit, listeners } = fakeRouter()
  interceptInertia(router, () => '1.1')()
  expect(listeners.size).toBe(0)
  expect(visit()).toEqual({})
})
