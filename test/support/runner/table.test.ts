import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderTable, renderTotal, type Row } from './table.js'

const rows: Row[] = [
  { name: 'lint', passed: 1, failed: 0, skipped: 0, seconds: 12.34, remarks: [] },
  { name: 'reverb on Soketi', passed: 30, failed: 2, skipped: 3, seconds: 100, remarks: ['slow', 'slow', 'other'] },
  { name: 'browser', passed: 0, failed: 0, skipped: 1, remarks: ['no Chromium'] },
]

describe('the table', () => {
  it('shows what ran, and below it why something did not', () => {
    expect(renderTable(rows)).toMatchInlineSnapshot(`
      "                   passed   failed  skipped  seconds
      ────────────────────────────────────────────────────
      lint                    1        ·        ·     12.3
      reverb on Soketi       30        2        3    100.0
        └ 2 × slow
        └ other
      browser                 ·        ·        1
        └ no Chromium
      ────────────────────────────────────────────────────"
    `)
  })

  it('adds everything up in its last line', () => {
    expect(renderTotal(rows)).toBe('31 passed, 2 failed, 4 skipped')
  })

  it('loses no remark and says none twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a fault', 'a lack', 'a limit')), (remarks) => {
        const lines = renderTable([{ name: 'row', passed: 0, failed: 0, skipped: 1, remarks }]).split('\n')
        for (const remark of ['a fault', 'a lack', 'a limit']) {
          const said = lines.filter((line) => line.endsWith(remark))
          const count = remarks.filter((each) => each == remark).length
          expect(said).toEqual(count == 0 ? [] : [`  └ ${count == 1 ? '' : `${count} × `}${remark}`])
        }
      }),
    )
  })
})
