import { describe, expect, it, vi } from 'vitest'
import { createHandlers } from './handlers.js'

interface Own {
  ask?: (() => string) | undefined
  told?: ((value: number) => void) | undefined
}

function setUp(spare?: Own) {
  const report = vi.fn()
  return { report, ...createHandlers<Own>(report, spare) }
}

describe('the handlers of a store', () => {
  it('are told while they are used, all of them, whoever throws', () => {
    const { attach, report, tell } = setUp()
    const broken = new Error('broken')
    const told = vi.fn()
    attach({
      told() {
        throw broken
      },
    })
    attach({})
    const undo = attach({ told })
    tell('told', 1)
    undo()
    tell('told', 2)
    expect(told.mock.calls).toEqual([[1]])
    expect(report.mock.calls).toEqual([[broken], [broken]])
  })

  it('are asked in the order they came; who has nothing to say is passed over', () => {
    const { attach, find } = setUp({ ask: () => 'spare' })
    expect(find('ask')?.()).toBe('spare')
    attach({})
    const undo = attach({ ask: () => 'first' })
    attach({ ask: () => 'second' })
    expect(find('ask')?.()).toBe('first')
    undo()
    expect(find('ask')?.()).toBe('second')
  })

  it('are asked after the last of them went, not those who went before', () => {
    const { attach, find } = setUp()
    const undos = [attach({ ask: () => 'first' }), attach({ told: () => undefined }), attach({ ask: () => 'last' })]
    const ends = [undos[0], undos[2], undos[1]]
    for (const undo of ends) undo?.()
    expect(find('ask')).toBeUndefined()
    attach({ ask: () => 'alone' })()
    expect(find('ask')?.()).toBe('alone')
  })

  it('are not asked once they went while others are there', () => {
    const { attach, find } = setUp()
    const undo = attach({ ask: () => 'gone' })
    attach({ told: () => undefined })
    undo()
    expect(find('ask')).toBeUndefined()
  })
})
