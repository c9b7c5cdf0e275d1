import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { keptSubscriptions, type KeptSubscriptions } from './kept-subscriptions.js'

let kept: KeptSubscriptions
beforeEach(() => {
  kept = keptSubscriptions()
})

describe('what a server surely has', () => {
  it('is a subscription after the second ping since it was written, not after the first', () => {
    kept.wrote('a')
    kept.pinged()
    expect(kept.take()).toEqual(new Set())
    kept.wrote('a')
    kept.pinged()
    kept.pinged()
    expect(kept.take()).toEqual(new Set(['a']))
  })

  it('is each subscription by its own time', () => {
    kept.wrote('a')
    kept.pinged()
    kept.wrote('b')
    kept.pinged()
    expect(kept.take()).toEqual(new Set(['a']))
  })

  it('is not what was ended or refused, however far it had come', () => {
    for (const pings of [0, 1, 2, 3]) {
      kept.wrote('a')
      kept.wrote('b')
      for (let n = 0; n < pings; n++) kept.pinged()
      kept.forget('a')
      kept.pinged()
      kept.pinged()
      expect(kept.take()).toEqual(new Set(['b']))
    }
  })

  it('is proven anew when a subscription is written again', () => {
    kept.wrote('a')
    kept.pinged()
    kept.pinged()
    kept.wrote('a')
    kept.pinged()
    expect(kept.take()).toEqual(new Set())
  })

  it('starts with nothing after each connection', () => {
    kept.wrote('a')
    kept.pinged()
    kept.pinged()
    kept.wrote('b')
    kept.pinged()
    kept.take()
    kept.pinged()
    kept.pinged()
    expect(kept.take()).toEqual(new Set())
  })

  it('is, whatever happens, what was written before the last two pings and not ended since', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('wrote' as const), channel: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ do: fc.constant('forget' as const), channel: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ do: fc.constant('pinged' as const), channel: fc.constant('') }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const own = keptSubscriptions()
        const pingsSince = new Map<string, number>()
        for (const { do: what, channel } of steps) {
          own[what](channel)
          if (what == 'wrote') pingsSince.set(channel, 0)
          else if (what == 'forget') pingsSince.delete(channel)
          else for (const [name, pings] of pingsSince) pingsSince.set(name, pings + 1)
        }
        const proven = [...pingsSince].filter(([, pings]) => pings >= 2).map(([name]) => name)
        expect(own.take()).toEqual(new Set(proven))
      }),
    )
  })
})
