import { describe, expect, it } from 'vitest'
import { until } from './until.js'

describe('until', () => {
  it('gives what the condition gave, as soon as that is there', async () => {
    let looks = 0
    expect(await until(() => (++looks > 3 ? { looks } : undefined))).toEqual({ looks: 4 })
  })

  it('takes 0 and empty text for an answer', async () => {
    expect(await until(() => 0)).toBe(0)
    expect(await until(() => '')).toBe('')
  })

  it('keeps looking while the condition throws', async () => {
    let looks = 0
    const condition = (): boolean => {
      if (++looks < 3) throw new Error('not yet')
      return true
    }
    expect(await until(condition)).toBe(true)
  })

  it('says what it waited for and why that was not met', async () => {
    const waiting = until(
      () => {
        throw new Error('one of two')
      },
      { withinMs: 5, what: 'two members' },
    )
    await expect(waiting).rejects.toThrow('Waited 5 ms in vain for two members: one of two')
  })
})
