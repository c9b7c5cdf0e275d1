import { describe, expect, it, vi } from 'vitest'
import { createStore } from './store.js'

describe('a value that changes', () => {
  it('tells who wants to know, each as often as they subscribed, until they end it', () => {
    const store = createStore(1, () => undefined)
    const listener = vi.fn()
    const undos = [store.subscribe(listener), store.subscribe(listener)]
    for (const [at, undo] of undos.entries()) {
      store.set(at + 2)
      undo()
      undo()
    }
    store.set(9)
    expect(listener).toHaveBeenCalledTimes(3)
    expect([store.get(), store.initial]).toEqual([9, 1])
  })

  it('tells of a change, not of the same value again', () => {
    const store = createStore(NaN, () => undefined)
    const listener = vi.fn()
    store.subscribe(listener)
    store.set(NaN)
    expect(listener).not.toHaveBeenCalled()
  })
})
