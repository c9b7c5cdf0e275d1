import { expect, it } from 'vitest'
import type { Count } from './play.js'
import { renderScenarios } from './scenario-table.js'

const none: Count = { lost: 0, told: 0, repeated: 0, outOfOrder: 0, gaps: [], away: 0 }
const played = (ours: Partial<Count>, theirs: Partial<Count>) => ({
  counts: { Resound: { ...none, ...ours }, 'laravel-echo + pusher-js': { ...none, ...theirs } },
  problems: [],
  remark: '',
})

it('puts the counts of both beside each other, with what is to be said below', () => {
  const table = renderScenarios([
    { name: 'a cut', played: played({ backMs: 28 }, { lost: 1_801, repeated: 2, backMs: 14_515, away: 1 }) },
    {
      name: 'no log',
      played: { ...played({ lost: 4, told: 4, gaps: ['3–? (epoch)'] }, { away: 1 }), remark: 'so it is' },
    },
    { name: 'wrong', played: { ...played({}, {}), problems: ['1 repeated'] } },
    { name: 'broken', failed: 'no server' },
    { name: 'a long one', skipped: 'takes long' },
  ])
  expect(table).toMatchInlineSnapshot(`
    "numbered events, one every 5 ms  │ Resound                                  │ laravel-echo + pusher-js
                │    lost    told   twice   order back ms  │    lost    told   twice   order back ms
    ────────────────────────────────────────────────────────────────────────────────────────────────
    a cut       │       ·       ·       ·       ·      28  │   1,801       ·       2       · 14,515*
    no log      │       4       4       ·       ·          │       ·       ·       ·       ·   never
      └ told of a gap: 3–? (epoch)
      └ so it is
    wrong       │       ·       ·       ·       ·          │       ·       ·       ·       ·
      ✗ 1 repeated
    broken      │ failed
      ✗ no server
    a long one  │ skipped
      └ takes long
    lost: never came. told: of how many of them the application knows, by a gap or because it ended. twice, order: came again,
    came before an earlier one. back ms: from when the server can be reached to the first event or connection, the median; * not all."
  `)
})

it('is nothing where nothing was played', () => {
  expect(renderScenarios([])).toBe('')
})
