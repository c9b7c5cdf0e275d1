import { expect, it } from 'vitest'
import { Conversations } from './conversations.js'

it('gives no message the id of one that a server before it gave', () => {
  const idsOf = (startedAt: number): string[] => {
    const conversations = new Conversations({ now: () => startedAt, timer: () => () => undefined })
    return ['1', '2', '3'].flatMap((id) => (conversations.messages(id) ?? []).map((message) => message.id))
  }
  const before = idsOf(1_000)
  expect(new Set(before).size).toBe(5)
  expect(idsOf(2_000).filter((id) => before.includes(id))).toEqual([])
})
