import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../../test/support/manual-clock.js'
import { EventLog, type Position } from './event-log.js'

const nowhere: Position = { epoch: undefined, after: 0 }

function testLog(retention = {}) {
  const clock = createManualClock()
  const log = new EventLog({ maxEvents: 1_000, maxAgeMs: 60_000, ...retention }, clock)
  const append = (count: number, channel = 'a'): void => {
    for (let i = 0; i < count; i++) log.append(channel, { event: 'e', data: '{}' })
  }
  const read = (after: number, limit = 100, channel = 'a') => {
    const { epoch } = log.read(channel, nowhere, 0)
    const page = log.read(channel, { epoch, after }, limit)
    return { ...page, events: page.events.map(({ seq }) => seq) }
  }
  return { clock, log, append, read }
}

describe('EventLog', () => {
  it('numbers the events of each channel from 1, in one epoch', () => {
    const { log } = testLog()
    const first = log.append('a', { event: 'e', data: '{}' })
    expect(first).toMatch(/^[0-9a-z]{9}:1$/)
    expect(log.append('a', { event: 'e', data: '{}' })).toBe(first.replace(/1$/, '2'))
    expect(log.append('b', { event: 'e', data: '{}' })).toMatch(/:1$/)
    expect(log.read('b', nowhere, 0).epoch).not.toBe(log.read('a', nowhere, 0).epoch)
  })

  it('tells whoever is nowhere yet the head, and nothing else', () => {
    const { log, append } = testLog()
    expect(log.read('a', nowhere, 100)).toMatchObject({ head: 0, oldest: 1, events: [], more: false, isReset: false })
    append(3)
    const page = log.read('a', nowhere, 100)
    expect(page).toMatchObject({ head: 3, oldest: 1, events: [], more: false, isReset: false })
    expect(page.next).toEqual({ epoch: page.epoch, after: 3 })
  })

  it('pages on from a position', () => {
    const { append, read } = testLog()
    append(5)
    expect(read(1, 2)).toMatchObject({ events: [2, 3], more: true, next: { after: 3 } })
    expect(read(3, 2)).toMatchObject({ events: [4, 5], more: false, next: { after: 5 } })
    expect(read(5, 2)).toMatchObject({ events: [], more: false, next: { after: 5 } })
    expect(read(3, 0)).toMatchObject({ events: [], more: true, head: 5, next: { after: 3 } })
  })

  it('answers a position beyond its head with the lower head', () => {
    const { append, read } = testLog()
    append(2)
    expect(read(7)).toMatchObject({ events: [], head: 2, more: false, isReset: false, next: { after: 7 } })
  })

  it('answers an unknown epoch as after 0 in its own', () => {
    const { log, append } = testLog()
    append(2)
    const page = log.read('a', { epoch: 'other', after: 41 }, 100)
    expect(page.events.map(({ seq }) => seq)).toEqual([1, 2])
    expect(page).toMatchObject({ isReset: true, more: false })
  })

  it('keeps the newest events, by number and by age, and says from where on', () => {
    const { clock, append, read } = testLog({ maxEvents: 3 })
    append(5)
    expect(read(0)).toMatchObject({ oldest: 3, events: [3, 4, 5], isReset: true })
    expect(read(2)).toMatchObject({ oldest: 3, events: [3, 4, 5], isReset: false })
    clock.advance(30_000)
    append(1)
    clock.advance(30_001)
    expect(read(5)).toMatchObject({ oldest: 6, events: [6], head: 6 })
    clock.advance(60_000)
    expect(read(6)).toMatchObject({ oldest: 7, events: [], head: 6, isReset: false })
    expect(read(5)).toMatchObject({ oldest: 7, events: [], head: 6, isReset: true, next: { after: 6 } })
  })

  it('keeps less from the moment it is told to', () => {
    const { log, append, read } = testLog()
    append(5)
    log.setRetention({ maxEvents: 2 })
    expect(read(0)).toMatchObject({ oldest: 4, events: [4, 5] })
  })

  it('loses one stream or all, and begins others', () => {
    const { log, append } = testLog()
    append(2)
    append(2, 'b')
    const [a, b] = [log.read('a', nowhere, 0).epoch, log.read('b', nowhere, 0).epoch]
    log.lose('a')
    expect(log.read('a', { epoch: a, after: 2 }, 9)).toMatchObject({ head: 0, oldest: 1, events: [], isReset: true })
    expect(log.read('b', nowhere, 0).epoch).toBe(b)
    log.lose()
    expect(log.read('b', nowhere, 0).epoch).not.toBe(b)
  })

  it('lags for a while like a replica, and then tells whoever waits', () => {
    const { clock, log, append, read } = testLog()
    append(5)
    let told = 0
    const undo = log.watch('a', () => told++)
    log.lag(2, 1_000)
    expect(read(1)).toMatchObject({ events: [2, 3], head: 3, more: false })
    expect(read(5)).toMatchObject({ events: [], head: 3, isReset: false })
    log.lag(9, 1_000)
    expect(read(0)).toMatchObject({ events: [], head: 0, oldest: 1 })
    clock.advance(1_000)
    expect(told).toBe(1)
    expect(read(1)).toMatchObject({ events: [2, 3, 4, 5] })
    undo()
    append(1)
    expect(told).toBe(1)
  })

  it('tells only those who wait for that channel', () => {
    const { log, append } = testLog()
    const told: string[] = []
    const undo = log.watch('a', () => told.push('a'))
    log.watch('b', () => told.push('b'))
    append(1)
    append(1, 'b')
    log.lose()
    undo()
    append(1)
    expect(told).toEqual(['a', 'b', 'a', 'b'])
  })

  it('forgets the stream that was quiet for longest when there are 10,000', () => {
    const { log, append } = testLog()
    append(1, 'quiet')
    append(1, 'busy')
    const epochs = [log.read('quiet', nowhere, 0).epoch, log.read('busy', nowhere, 0).epoch]
    for (let i = 0; i < 9_998; i++) append(1, `c${String(i)}`)
    append(1, 'busy')
    append(1, 'one more')
    expect(log.read('busy', nowhere, 0)).toMatchObject({ head: 2, epoch: epochs[1] })
    expect(log.read('quiet', nowhere, 0)).toMatchObject({ head: 0 })
  })

  it('forgets the events of the quietest channels rather than to take more than 64 MB', () => {
    const { log } = testLog()
    const data = JSON.stringify({ text: 'x'.repeat(1_000_000) })
    for (let i = 0; i < 40; i++) log.append(`c${String(i)}`, { event: 'e', data })
    const heads = [...Array(40).keys()].map((i) => log.read(`c${String(i)}`, nowhere, 0))
    expect(heads.every(({ head }) => head === 1)).toBe(true)
    expect(heads.filter(({ oldest }) => oldest === 2)).toHaveLength(7)
    expect(heads[0]?.oldest).toBe(2)
    expect(heads[39]?.oldest).toBe(1)
  })
})
