import fc from 'fast-check'
import Pusher from 'pusher-js'
import { expect, it } from 'vitest'
import { createEmitter } from '../../packages/echo/src/compat/bindings.js'
import type { Reached } from './both.js'

/** A step on an emitter: of pusher-js, or ours. */
type Step = (emitter: Reached) => void

const events = ['one', 'two', 'three']
const contexts = [{ name: 'a' }, { name: 'b' }]

it('calls whom pusher-js calls, in its order, whatever was bound and unbound before', () => {
  // What is never connected says nothing by itself.
  const pusher = new Pusher('key', { cluster: '', enabledTransports: [] })
  pusher.disconnect()
  const Dispatcher = (pusher as Reached).global_emitter.constructor

  const event = fc.constantFrom(...events)
  const callback = fc.nat(2)
  const context = fc.option(fc.constantFrom(...contexts), { nil: undefined })
  const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })
  const of = (callbacks: Reached[], index: number | undefined): Reached =>
    index === undefined ? undefined : callbacks[index]
  const step = (callbacks: Reached[]): fc.Arbitrary<Step> =>
    fc.oneof(
      fc.tuple(event, callback, context).map(
        ([e, c, x]) =>
          (emitter: Reached) =>
            emitter.bind(e, of(callbacks, c), x),
      ),
      callback.map((c) => (emitter: Reached) => emitter.bind_global(of(callbacks, c))),
      fc.tuple(maybe(event), maybe(callback), context).map(
        ([e, c, x]) =>
          (emitter: Reached) =>
            emitter.unbind(e, of(callbacks, c), x),
      ),
      maybe(callback).map((c) => (emitter: Reached) => emitter.unbind_global(of(callbacks, c))),
      fc.constant((emitter: Reached) => emitter.unbind_all()),
      fc.tuple(event, fc.integer()).map(
        ([e, data]) =>
          (emitter: Reached) =>
            emitter.emit(e, data || 1),
      ),
    )

  let calls: unknown[] = []
  const callbacks = [0, 1, 2].map(
    (index) =>
      function (this: { name?: string } | undefined, ...args: unknown[]) {
        calls.push([index, this?.name, ...args])
      },
  )
  const run = (emitter: Reached, steps: readonly Step[]): unknown[] => {
    calls = []
    for (const one of steps) one(emitter)
    return calls
  }
  fc.assert(
    fc.property(fc.array(step(callbacks), { maxLength: 30 }), (steps) => {
      const session = {
        report(error: unknown): never {
          throw error
        },
      }
      const { methods, emit } = createEmitter(session, () => undefined)
      expect(run({ ...methods, emit }, steps)).toEqual(run(new Dispatcher(), steps))
    }),
    { numRuns: 500 },
  )
})

it('says whether anybody would be called', () => {
  const { methods, hears } = createEmitter({ report: () => undefined }, () => undefined)
  const callback = (): undefined => undefined
  expect(hears()).toBe(false)
  methods.bind('one', callback)
  expect([hears(), hears('one'), hears('two')]).toEqual([true, true, false])
  methods.bind_global(callback).unbind('one')
  expect([hears(), hears('one'), hears('two')]).toEqual([true, true, true])
  methods.unbind_all()
  expect(hears()).toBe(false)
})
