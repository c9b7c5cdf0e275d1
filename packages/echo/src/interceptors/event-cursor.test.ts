import { describe, expect, it } from 'vitest'
import type { Page } from '../platform/page.js'
import { interceptAxios } from './axios.js'
import { tellOwn } from './event-cursor.js'
import { interceptFetch } from './fetch.js'

const told: string[] = []
const skip = (channel: string, cursor: string): void => {
  told.push(`${channel} ${cursor}`)
}
const page: Page = {
  secure: () => true,
  origin: () => 'https://app.test',
  host: () => undefined,
  cookie: () => undefined,
  meta: () => undefined,
  global: () => undefined,
  document: () => undefined,
}
const headers = { 'X-Event-Cursor': 'private-room.1=k3f9:7, b%3Dc%2Cd=x:y:1' }
const expected = ['private-room.1 k3f9:7', 'b=c,d x:y:1']

describe('X-Event-Cursor', () => {
  it('names the events that a request caused, and that do not come', () => {
    tellOwn(headers['X-Event-Cursor'], skip)
    expect(told.splice(0)).toEqual(expected)
  })

  it.each([undefined, null, 7, '', ',', '=', 'a', 'a=', '=k:1', '%=k:1'])(
    'is nothing where it makes no sense: %j',
    (header) => {
      tellOwn(header, skip)
      expect(told.splice(0)).toEqual([])
    },
  )

  it('is read by fetch, of our own origin alone, and the caller gets the answer as it is', async () => {
    const answer = new Response('ok', { headers })
    const target = { fetch: () => Promise.resolve(answer) }
    const undo = interceptFetch(target, () => '1.1', { page, skip })
    const { fetch } = target as unknown as { fetch: typeof globalThis.fetch }
    expect(await fetch.call(target, '/messages')).toBe(answer)
    await Promise.resolve()
    expect(told.splice(0)).toEqual(expected)
    await fetch.call(target, 'https://other.test/')
    await Promise.resolve()
    undo()
    await target.fetch.call(target)
    await Promise.resolve()
    expect(told.splice(0)).toEqual([])
  })

  it('is read by axios', () => {
    const readers = new Map<number, (response: { headers?: unknown }) => unknown>()
    const undo = interceptAxios(
      {
        interceptors: {
          request: { use: () => 1, eject: () => undefined },
          response: {
            use: (run) => {
              readers.set(7, run)
              return 7
            },
            eject: (id) => void readers.delete(id),
          },
        },
      },
      () => '1.1',
      skip,
    )
    const response = { headers: { 'x-event-cursor': headers['X-Event-Cursor'] } }
    expect(readers.get(7)?.(response)).toBe(response)
    readers.get(7)?.({})
    expect(told.splice(0)).toEqual(expected)
    undo()
    expect(readers.size).toBe(0)
  })
})
