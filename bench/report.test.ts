import { describe, expect, it } from 'vitest'
import { isOver, renderSection, type Row } from './report.js'

const spread = (min: number, median: number, max: number) => ({ min, median, max })
const row: Row = { what: 'ours', value: spread(0.9, 1, 3), times: spread(1, 1.2, 1.4) }

describe('a budget', () => {
  it.each([
    ['keeps to the median', { most: 1, of: 'value', judged: 'median' }, false],
    ['is passed by the median', { most: 0.99, of: 'value', judged: 'median' }, true],
    ['is passed by a single run where each counts', { most: 2, of: 'value', judged: 'max' }, true],
    ['keeps to the ratio', { most: 1.2, of: 'times', judged: 'median' }, false],
    ['is passed by the ratio', { most: 1.19, of: 'times', judged: 'median' }, true],
  ] as const)('%s', (_, budget, over) => {
    expect(isOver({ ...row, budget })).toBe(over)
  })

  it('is passed where its ratio was not measured', () => {
    const { what, value } = row
    expect(isOver({ what, value, budget: { most: 9, of: 'times', judged: 'median' } })).toBe(true)
  })

  it('that is none is neither kept nor passed', () => {
    expect(isOver(row)).toBeUndefined()
  })
})

describe('a table', () => {
  it('shows every spread, the ratio, the budget and its verdict', () => {
    const rows: Row[] = [
      { what: 'the floor', value: spread(0.851, 0.9, 12.345), times: spread(1, 1, 1) },
      { ...row, budget: { most: 1.19, of: 'times', judged: 'median' } },
      { what: 'counted', value: spread(1, 2, 3_000), budget: { most: 3_000, of: 'value', judged: 'max' } },
    ]
    const remarks = ['a remark']
    const text = renderSection({ title: 'Dispatch', unit: 'µs', base: 'times the floor', rows, remarks })
    expect(text.split('\n')).toMatchInlineSnapshot(`
      [
        "Dispatch",
        "  µs                          min   median      max      min   median      max  (times the floor)",
        "the floor                    0.85     0.90     12.3    1.00×    1.00×    1.00×",
        "ours                         0.90     1.00     3.00    1.00×    1.20×    1.40×  ≤ 1.19×  OVER",
        "counted                         1        2    3,000                             always ≤ 3,000  within",
        "└ a remark",
      ]
    `)
  })
})
