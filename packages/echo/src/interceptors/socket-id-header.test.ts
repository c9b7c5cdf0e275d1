import { expect, it } from 'vitest'
import { currentSocketId, stamp } from './socket-id-header.js'

it('takes a socket id that a header may carry', () => {
  expect(currentSocketId(() => '1234.5678')).toBe('1234.5678')
  expect(currentSocketId(() => 'abc-DEF_9')).toBe('abc-DEF_9')
})

it.each([
  ['there is none yet', undefined],
  ['it is empty', ''],
  ['it would begin another header', '1.2\r\nCookie: a=b'],
  ['it has a space', '1 2'],
  ['it has a letter no header may have', '1.é'],
  ['it is no text', 12 as never],
])('has no socket id when %s', (_, id) => {
  expect(currentSocketId(() => id)).toBeUndefined()
})

it('has no socket id when nobody is asked, or who is asked throws', () => {
  expect(currentSocketId(undefined)).toBeUndefined()
  expect(
    currentSocketId(() => {
      throw new Error('no Echo yet')
    }),
  ).toBeUndefined()
})

it('sets the header in a record', () => {
  const headers = { Accept: 'text/html' }
  stamp(headers, '1.2')
  expect(headers).toEqual({ Accept: 'text/html', 'X-Socket-ID': '1.2' })
})

it('takes the place of an older header in any spelling, also among the common ones', () => {
  const headers = { 'x-socket-id': 'old', 'X-Socket-Id': 'older', common: { 'X-Socket-Id': 'oldest', Accept: '*/*' } }
  stamp(headers, '1.2')
  expect(headers).toEqual({ common: { Accept: '*/*' }, 'X-Socket-ID': '1.2' })
})

it('sets the header of an object that has its own way to', () => {
  const headers = new Headers({ 'x-socket-id': 'old' })
  stamp(headers, '1.2')
  expect([...headers]).toEqual([['x-socket-id', '1.2']])
})

it('takes a header named “set” for a header', () => {
  const headers = { set: 'of tools', common: 'sense' }
  stamp(headers, '1.2')
  expect(headers).toEqual({ set: 'of tools', common: 'sense', 'X-Socket-ID': '1.2' })
})
