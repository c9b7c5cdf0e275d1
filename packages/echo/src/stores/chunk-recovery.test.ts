import { describe, expect, it, vi } from 'vitest'
import { createManualClock, settle } from '../../../../test/support/manual-clock.js'
import { createChunkOrder } from './chunk-order.js'
import { createRecovery } from './chunk-recovery.js'
import type { ResumeAnswer, ResumeRequest } from './stream-state.js'

/** The wait of a message that has its chunks 0 and 2. */
function setUp(gapTimeout?: number) {
  const clock = createManualClock()
  const asked: (ResumeRequest & { answer(given: ResumeAnswer<unknown>): void; refuse(): void })[] = []
  const resume = (request: ResumeRequest): Promise<ResumeAnswer<unknown>> =>
    new Promise((answer, refuse) => {
      const error = new Error('not found')
      asked.push({ ...request, answer, refuse: () => refuse(error) })
    })
  const order = createChunkOrder({ append: () => undefined, prepend: () => undefined }, false)
  const host = { take: vi.fn(), failed: vi.fn(), moved: vi.fn(() => void recovery.watch()) }
  const recovery = createRecovery({ id: 'm', clock, gapTimeout, order, resume: () => resume, ...host })
  order.add(0, 'a')
  order.add(2, 'c')
  recovery.watch()
  return { ...host, asked, clock, order, recovery, reasons: () => asked.map(({ reason }) => reason) }
}

describe('the wait for missing chunks', () => {
  it.each([
    ['answered with nothing', 'answer'],
    ['refused', 'refuse'],
  ] as const)('begins anew, and gives nothing up, when what was asked after an interruption is %s', async (_, how) => {
    const { asked, clock, order, reasons, recovery } = setUp()
    clock.advance(999)
    recovery.ask('reconnect')
    asked[0]?.[how](null)
    await settle()
    expect([order.sequence(), order.lost()]).toEqual([0, 0])
    clock.advance(999)
    expect(reasons()).toEqual(['reconnect'])
    clock.advance(1)
    expect(reasons()).toEqual(['reconnect', 'gap'])
  })

  it('begins anew after it was stopped', () => {
    const { clock, reasons, recovery } = setUp()
    recovery.stop()
    clock.advance(5_000)
    expect([reasons(), clock.timers]).toEqual([[], 0])
    recovery.watch()
    clock.advance(1_000)
    expect(reasons()).toEqual(['gap'])
  })

  it('is deaf to a refusal of what is not asked any more, and goes on with what is', async () => {
    const { asked, failed, moved, recovery, take } = setUp()
    recovery.ask('mount')
    recovery.ask('reconnect')
    asked[0]?.refuse()
    await settle()
    expect([failed.mock.calls, moved.mock.calls, asked[1]?.signal.aborted]).toEqual([[], [], false])
    asked[1]?.answer(null)
    await settle()
    expect(take).toHaveBeenCalledExactlyOnceWith(null)
  })

  it('asks nothing anew for a mount while an answer is awaited', () => {
    const { asked, reasons, recovery } = setUp()
    recovery.ask('reconnect')
    expect(recovery.ask('mount')).toBe(true)
    expect([reasons(), asked[0]?.signal.aborted]).toEqual([['reconnect'], false])
  })

  it('asks nobody where nobody can tell', async () => {
    const clock = createManualClock()
    const failed = vi.fn()
    const order = createChunkOrder({ append: () => undefined, prepend: () => undefined }, false)
    const nobody = { resume: () => undefined, take: vi.fn(), failed, moved: vi.fn() }
    const { ask, watch } = createRecovery({ id: 'm', clock, order, ...nobody })
    expect(ask('mount')).toBe(false)
    order.add(3, 'd')
    watch()
    await clock.advanceAsync(1_000)
    expect([order.sequence(), order.lost(), failed.mock.calls]).toEqual([3, 2, []])
  })

  it('holds a first chunk 1 back no longer than a gap', () => {
    const clock = createManualClock()
    const moved = vi.fn()
    const order = createChunkOrder({ append: () => undefined, prepend: () => undefined }, false)
    const nobody = { resume: () => undefined, take: vi.fn(), failed: vi.fn(), moved }
    const { watch } = createRecovery({ id: 'm', clock, gapTimeout: 20, order, ...nobody })
    order.add(1, 'b')
    watch()
    clock.advance(20)
    expect([order.sequence(), moved.mock.calls.length]).toEqual([1, 1])
  })
})
