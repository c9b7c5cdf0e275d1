import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { syncState, type Members } from './members.js'

const snapshot = fc
  .dictionary(fc.constantFrom('1', '2', '3', '__proto__'), fc.jsonValue())
  .map((hash): Members => new Map(Object.entries(hash)))

describe('members', () => {
  it('S10 turns one snapshot into another by who joined and who left, and by nobody else', () => {
    fc.assert(
      fc.property(snapshot, snapshot, (before, after) => {
        const change = syncState(before, after)
        expect([...change.members.keys()]).toEqual([...after.keys()])
        expect(change.joined.map(([id]) => id)).toEqual([...after.keys()].filter((id) => !before.has(id)))
        expect(change.left).toEqual([...before].filter(([id]) => !after.has(id)))
      }),
    )
  })

  it('keeps the object of a member whose info says the same', () => {
    const ada = { name: 'Ada' }
    const { members } = syncState(new Map([['1', ada]]), new Map([['1', { name: 'Ada' }]]))
    expect(members.get('1')).toBe(ada)
    expect(syncState(members, new Map([['1', { name: 'Ada L.' }]])).members.get('1')).toEqual({ name: 'Ada L.' })
  })

  it('takes infos that are too deep for JSON as they are', () => {
    const deep: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000))
    const { members } = syncState(new Map([['1', deep]]), new Map([['1', null]]))
    expect(syncState(members, new Map([['1', deep]])).members.get('1')).toBe(deep)
  })

  it('never changes what it was given', () => {
    const before: Members = new Map([['1', 'ada']])
    const after: Members = new Map([['2', 'grace']])
    syncState(before, after).members.clear()
    expect([[...before], [...after]]).toEqual([[['1', 'ada']], [['2', 'grace']]])
  })
})
