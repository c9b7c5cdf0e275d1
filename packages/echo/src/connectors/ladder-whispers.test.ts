import { expect, it } from 'vitest'
import { onMiddle } from './ladder.fixture.js'

it('F4 takes what has no place once of both links of a switch, however often the same comes, and none of our own', () => {
  const { connector, clock, top, middle, got, signal } = onMiddle('a')
  const say = (rung: typeof top, n: number, more: object = {}): void => {
    rung.say({ kind: 'event', channel: 'a', event: 'client-m', data: { n }, ...more })
  }
  const heard = (): number => got.splice(0).filter((event) => event == 'client-m').length
  say(middle, 1)
  say(middle, 1)
  signal('focus')
  top.greet()
  expect(heard()).toBe(2)
  // The new link has the channel only from the fourth on.
  for (const n of [1, 1, 2, 3]) say(middle, n)
  connector.subscribe('a', undefined)
  top.confirm('a')
  for (const n of [3, 4]) say(top, 0, { text: `{"n": ${String(n)}}`, data: undefined })
  for (const n of [4, 4]) say(middle, n)
  say(top, 4)
  expect(heard()).toBe(6)
  connector.whisper('a', 'm', { n: 5 })
  say(middle, 5)
  expect(heard()).toBe(0)
  say(middle, 6)
  clock.advance(1_000)
  // What the old link brought first was still on its way.
  for (const n of [6, 7]) say(top, n)
  expect(heard()).toBe(2)
  clock.advance(1_000)
  for (const n of [6, 7]) say(top, n)
  expect(heard()).toBe(2)
  connector.disconnect()
  expect(clock.timers).toBe(0)
})

it('F4 remembers so much of both links and no more', () => {
  const { top, middle, got, signal } = onMiddle('a')
  signal('focus')
  top.greet()
  got.length = 0
  const say = (rung: typeof top, n: number): void => {
    rung.say({ kind: 'event', channel: 'a', event: 'client-m', data: { n } })
  }
  for (let n = 0; n < 1_000; n++) say(middle, n)
  for (let n = 0; n < 1_000; n++) say(top, n)
  expect(got).toHaveLength(1_000)
  say(top, 1_000)
  say(top, 1_000)
  expect(got).toHaveLength(1_002)
})

it('S11 refuses a whisper that cannot be said, also in the middle of a switch', () => {
  const { connector, top, signal } = onMiddle('a')
  signal('focus')
  top.greet()
  const data: Record<string, unknown> = {}
  data.self = data
  expect(connector.whisper('a', 'm', data)).toMatchObject({ kind: 'whisper' })
})
