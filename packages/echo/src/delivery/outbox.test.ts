import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/manual-clock.js'
import { setBack } from '../../../../test/support/set-back.js'
import { createOutbox } from './outbox.js'

function setUp() {
  const clock = createManualClock()
  const sent: string[] = []
  const settled: string[] = []
  const outbox = createOutbox({
    clock,
    prefix: () => 'i',
    send: (frame) => sent.push(frame),
    settled: (id, error) => settled.push(error ? `${id} failed` : id),
  })
  /** Takes a frame that is called by its number. */
  const take = (channel = 'a') => {
    const id = outbox.nextId()
    return { id, refused: outbox.take({ id, channel, frame: id }) }
  }
  return { clock, sent, settled, outbox, take }
}
const retryable = { code: 4301, reason: 'slow down', retryable: true }

describe('outbox', () => {
  it('sends at once, under ids of its own', () => {
    const { sent, take } = setUp()
    const ids = [take().id, take().id]
    expect(sent).toEqual(ids)
    expect(ids).toEqual(['i-1', 'i-2'])
  })

  it('I11 settles each once, in the order in which they were taken, whatever the order of the answers', () => {
    const { outbox, take, settled, clock } = setUp()
    const [one, two, three] = [take().id, take().id, take().id]
    outbox.answer(three, undefined)
    outbox.answer(two, { code: 403, reason: 'no' })
    expect(settled).toEqual([])
    outbox.answer(one, undefined)
    outbox.answer(one, undefined)
    outbox.answer('unknown', undefined)
    expect(settled).toEqual([one, `${two} failed`, three])
    expect(clock.timers).toBe(0)
  })

  it('gives up after 30 s however the clock is set meanwhile', () => {
    const { outbox, take, settled, clock } = setUp()
    const [one, two] = [take().id, take().id]
    setBack(clock, 3_600_000)
    outbox.answer(one, undefined)
    clock.advance(30_000)
    expect(settled).toEqual([one, `${two} failed`])
  })

  it('sends again what was lost with its line, once its channel is subscribed, under the same id', () => {
    const { outbox, take, sent, settled } = setUp()
    const [one, other, two] = [take('a').id, take('b').id, take('a').id]
    outbox.answer(one, undefined)
    outbox.lost()
    outbox.resume('a')
    outbox.resume('a')
    expect(sent).toEqual([one, other, two, two])
    outbox.resume('b')
    expect(sent.slice(4)).toEqual([other])
    outbox.answer(other, undefined)
    outbox.answer(two, undefined)
    expect(settled).toEqual([one, other, two])
  })

  it('sends again what was refused for now: when the server says, or after a second', () => {
    const { outbox, take, sent, clock } = setUp()
    const { id } = take()
    outbox.answer(id, { ...retryable, retryAfterMs: 300 })
    clock.advance(299)
    expect(sent).toHaveLength(1)
    clock.advance(1)
    expect(sent).toHaveLength(2)
    outbox.answer(id, retryable)
    clock.advance(999)
    expect(sent).toHaveLength(2)
    clock.advance(1)
    expect(sent).toHaveLength(3)
  })

  it('sends nothing to a line that is gone', () => {
    const { outbox, take, sent, clock } = setUp()
    const { id } = take()
    outbox.answer(id, retryable)
    outbox.lost()
    clock.advance(20_000)
    expect(sent).toHaveLength(1)
  })

  it('gives up what was not answered within 30 s, and only that', () => {
    const { take, settled, clock } = setUp()
    const one = take().id
    clock.advance(10_000)
    const two = take().id
    clock.advance(19_999)
    expect(settled).toEqual([])
    clock.advance(1)
    expect(settled).toEqual([`${one} failed`])
    clock.advance(10_000)
    expect(settled).toEqual([`${one} failed`, `${two} failed`])
    expect(clock.timers).toBe(0)
  })

  it('I10 keeps a hundred at most, and says so', () => {
    const { take, outbox } = setUp()
    const first = take().id
    for (let n = 1; n < 100; n++) expect(take().refused).toBeUndefined()
    expect(take('b').refused).toMatchObject({ kind: 'whisper', channel: 'b' })
    outbox.answer(first, undefined)
    expect(take('b').refused).toBeUndefined()
  })

  it('gives up what is about a channel that was left, in its turn', () => {
    const { take, outbox, settled } = setUp()
    const [one, two, three] = [take('a').id, take('b').id, take('a').id]
    outbox.giveUp('it was left.', 'b')
    expect(settled).toEqual([])
    outbox.answer(one, undefined)
    expect(settled).toEqual([one, `${two} failed`])
    outbox.answer(two, undefined)
    outbox.answer(three, undefined)
    expect(settled).toEqual([one, `${two} failed`, three])
  })

  it('I6 leaves no timer when all is given up', () => {
    const { take, outbox, clock, settled } = setUp()
    const { id } = take()
    take()
    outbox.answer(id, retryable)
    outbox.giveUp('over.')
    expect([clock.timers, settled.length]).toEqual([0, 2])
  })

  it('I11 settles everything that was taken once and in order, in any history', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('take' as const), channel: fc.constantFrom('a', 'b') }),
      fc.record({ do: fc.constant('answer' as const), which: fc.nat(30), refused: fc.constantFrom('', 'no', 'later') }),
      fc.record({ do: fc.constant('lost' as const) }),
      fc.record({ do: fc.constant('resume' as const), channel: fc.constantFrom('a', 'b') }),
      fc.record({ do: fc.constant('leave' as const), channel: fc.constantFrom('a', 'b') }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.nat(20_000) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { outbox, take, settled, clock } = setUp()
        const taken: string[] = []
        for (const one of steps) {
          if (one.do == 'take') {
            const { id, refused } = take(one.channel)
            if (!refused) taken.push(id)
          } else if (one.do == 'answer') {
            const refusal = { code: 1, reason: one.refused, retryable: one.refused == 'later' }
            outbox.answer(taken[one.which] ?? 'unknown', one.refused ? refusal : undefined)
          } else if (one.do == 'lost') outbox.lost()
          else if (one.do == 'resume') outbox.resume(one.channel)
          else if (one.do == 'leave') outbox.giveUp('it was left.', one.channel)
          else clock.advance(one.ms)
          const ids = settled.map((line) => line.split(' ')[0])
          expect(ids).toEqual(taken.slice(0, ids.length))
        }
        outbox.giveUp('over.')
        expect(settled).toHaveLength(taken.length)
        expect(clock.timers).toBe(0)
      }),
    )
  })
})
