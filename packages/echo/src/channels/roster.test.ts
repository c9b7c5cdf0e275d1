import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Roster } from './roster.js'

const ids = fc.constantFrom('1', '2', '3', '__proto__')
const step = fc.oneof(
  fc.record({ kind: fc.constant('here' as const), all: fc.uniqueArray(ids) }),
  fc.record({ kind: fc.constantFrom('joined' as const, 'left' as const), id: ids }),
)

describe('the roster of a presence channel', () => {
  it('S10 lets nobody join twice or leave twice', () => {
    const roster = new Roster()
    roster.here(new Map(), undefined)
    expect([roster.joined('1', 'ada'), roster.joined('1', 'ada'), roster.left('1'), roster.left('1')]).toEqual([
      [['pusher:member_added', { id: '1', info: 'ada' }]],
      [],
      [['pusher:member_removed', { id: '1', info: 'ada' }]],
      undefined,
    ])
  })

  it('S10 tells whatever comes so that who only listens knows who is there', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const roster = new Roster()
        let heard: Set<string> | undefined
        for (const given of steps) {
          const { kind } = given
          const known = roster.membership
          const before = known && [...known.members.keys()]
          const news =
            kind == 'here'
              ? roster.here(new Map(given.all.map((id) => [id, id])), 'me')
              : roster[kind](given.id, given.id)
          // What somebody was shown stays as it was.
          if (known) expect([...known.members.keys()]).toEqual(before)
          for (const [event, data] of news ?? []) {
            const { id } = data as { id: string }
            const isNew = event == 'pusher:member_added'
            expect(heard?.has(id)).toBe(!isNew)
            if (isNew) heard?.add(id)
            else heard?.delete(id)
          }
          if (roster.membership) heard ??= new Set(roster.membership.members.keys())
          expect(heard).toEqual(roster.membership && new Set(roster.membership.members.keys()))
        }
      }),
    )
  })

  it('S10 believes who was announced before the first snapshot only until the next one, or the end of the link', () => {
    const roster = new Roster()
    const snapshot = (members: Record<string, string>): unknown => {
      roster.here(new Map(Object.entries(members)), undefined)
      return roster.membership?.members
    }
    roster.joined('1', 'old')
    roster.forgetEarly()
    roster.joined('2', 'old')
    expect(snapshot({})).toEqual(new Map([['2', 'old']]))
    expect(snapshot({ 2: 'new' })).toEqual(new Map([['2', 'new']]))
  })

  it('is the same membership until somebody comes or goes', () => {
    const roster = new Roster()
    roster.here(new Map([['1', 'ada']]), '1')
    const first = roster.membership
    roster.left('2')
    expect(roster.membership).toBe(first)
    roster.joined('2', 'bob')
    expect(roster.membership).not.toBe(first)
    expect(roster.membership).toBe(roster.membership)
  })
})
