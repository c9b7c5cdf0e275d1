import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BAD_CURSOR, cursorOf } from './message.js'

describe('a cursor', () => {
  it('is an epoch and a number, at the last colon', () => {
    expect(cursorOf('k3f9:41')).toEqual({ epoch: 'k3f9', seq: 41 })
    expect(cursorOf('a:b:9007199254740991')).toEqual({ epoch: 'a:b', seq: Number.MAX_SAFE_INTEGER })
  })

  it.each([
    ...['', ':', ':1', 'a', 'a:', 'a:0', 'a:01', 'a:-1', 'a:+1', 'a:1.5', 'a:1e3', 'a: 1', 'a:1 ', 'a:x'],
    ...['a:9007199254740992', 'a:99999999999999999999', `${'a'.repeat(65)}:1`, 7, null, undefined, {}, ['a:1']],
  ])('is not %j', (text) => {
    expect(cursorOf(text)).toBe(BAD_CURSOR)
  })

  it('is read back as it was written, whatever it is', () => {
    const epoch = fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme-ascii' })
    fc.assert(
      fc.property(epoch, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (name, seq) => {
        expect(cursorOf(`${name}:${String(seq)}`)).toEqual({ epoch: name, seq })
      }),
    )
    fc.assert(fc.property(fc.anything(), (value) => void cursorOf(value)))
  })
})
