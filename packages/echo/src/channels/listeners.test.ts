import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventMeta } from '../message.js'
import { Listeners, type Callback } from './listeners.js'

const meta: EventMeta = { event: 'm', channel: 'news', replayed: false, receivedAt: 0 }

function call(listeners: Listeners, event = 'm'): void {
  const found = listeners.of(event)
  for (const callback of typeof found == 'function' ? [found] : (found ?? [])) callback(undefined, meta)
}

describe('listeners', () => {
  it('behaves like a list of pairs, whatever is added and removed', () => {
    const step = fc.record({
      does: fc.constantFrom('add', 'remove', 'remove all'),
      event: fc.constantFrom('a', 'b', ''),
      who: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const heard: number[] = []
        const callbacks: Callback[] = [0, 1, 2, 3].map((who) => () => void heard.push(who))
        const listeners = new Listeners()
        let model: { event: string; who: number; id: number }[] = []
        steps.forEach(({ does, event, who }, id) => {
          const callback: Callback = callbacks[who] ?? (() => undefined)
          if (does == 'add') {
            listeners.add(event, callback)
            model.push({ event, who, id })
          } else if (does == 'remove') {
            listeners.remove(event, callback)
            model = model.filter((entry) => entry.event != event || entry.who != who)
          } else {
            listeners.remove(event)
            model = model.filter((entry) => entry.event != event)
          }
          for (const name of ['a', 'b', '']) {
            heard.length = 0
            call(listeners, name)
            const expected = model.filter((entry) => entry.event == name).map((entry) => entry.who)
            expect([...heard].sort()).toEqual(expected.sort())
            expect(listeners.of(name) !== undefined).toBe(expected.length > 0)
          }
          expect([...listeners.events].sort()).toEqual([...new Set(model.map(({ event }) => event))].sort())
        })
      }),
    )
  })

  it('calls in the order of adding, and the same callback as often as it was added', () => {
    const heard: string[] = []
    const listeners = new Listeners()
    const a = (): void => void heard.push('a')
    const b = (): void => void heard.push('b')
    for (const callback of [a, b, a, a]) listeners.add('m', callback)
    call(listeners)
    expect(heard).toEqual(['a', 'b', 'a', 'a'])
    listeners.remove('m', a)
    call(listeners)
    expect(heard).toEqual(['a', 'b', 'a', 'a', 'b'])
  })

  it('ends one registration by its undo and leaves its twin', () => {
    const heard: string[] = []
    const listeners = new Listeners()
    const a = (): void => void heard.push('a')
    listeners.add('m', a)
    const undo = listeners.add('m', a)
    undo()
    undo()
    call(listeners)
    expect(heard).toEqual(['a'])
  })

  it('finds what is called in a callback’s place by that callback', () => {
    const heard: unknown[] = []
    const listeners = new Listeners()
    const a: Callback = () => undefined
    listeners.add('m', a, (data) => heard.push(data))
    call(listeners)
    listeners.remove('m', a)
    call(listeners)
    expect(heard).toEqual([undefined])
  })

  it('finds what is called in a callback’s place on the first such event also after a second one', () => {
    const heard: unknown[] = []
    const listeners = new Listeners()
    const a: Callback = () => undefined
    for (const event of ['m', 'n']) listeners.add(event, a, () => heard.push(event))
    listeners.remove('m', a)
    for (const event of ['m', 'n']) call(listeners, event)
    expect(heard).toEqual(['n'])
  })

  it('files an event once, wherever it was when the first event of all ended', () => {
    const heard: string[] = []
    const listeners = new Listeners()
    const undo = [
      listeners.add('first', () => undefined),
      listeners.add('m', () => void heard.push('a')),
      listeners.add('n', () => undefined),
    ]
    undo[0]?.()
    expect(listeners.events).toEqual(['m', 'n'])
    undo.push(listeners.add('m', () => void heard.push('b')))
    expect(listeners.events).toEqual(['m', 'n'])
    for (const end of undo) end()
    call(listeners)
    expect([listeners.events, heard]).toEqual([[], []])
  })

  it('calls nobody whom an earlier one of the same event removed', () => {
    const heard: string[] = []
    const listeners = new Listeners()
    const b = (): void => void heard.push('b')
    listeners.add('m', () => {
      listeners.remove('m', b)
    })
    listeners.add('m', b)
    call(listeners)
    listeners.add('m', () => {
      listeners.clear()
    })
    listeners.add('m', b)
    call(listeners)
    expect(heard).toEqual([])
  })
})
