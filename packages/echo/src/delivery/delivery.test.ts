import { describe, expect, it } from 'vitest'
import type { EventMessage } from '../message.js'
import { passThrough } from './delivery.js'

describe('delivery', () => {
  it('D1 promises nothing without a cursor, and hands everything on as it comes, once', () => {
    const got: [number, boolean][] = []
    const destination = {
      deliver: ({ receivedAt }: EventMessage, replayed: boolean) => void got.push([receivedAt, replayed]),
    }
    for (const receivedAt of [1, 2, 2]) {
      passThrough.receive(
        {
          kind: 'event',
          channel: 'a',
          event: 'm',
          text: '{}',
          data: '{}',
          userId: undefined,
          cursor: undefined,
          receivedAt,
        },
        destination,
      )
    }
    expect(passThrough.guarantee).toBe('none')
    expect(got).toEqual([
      [1, false],
      [2, false],
      [2, false],
    ])
  })
})
