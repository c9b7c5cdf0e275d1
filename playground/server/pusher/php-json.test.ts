import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePhp, encodePhp } from './php-json.js'

describe('encodePhp', () => {
  it.each([
    ['escapes slashes', 'a/b', '"a\\/b"'],
    ['escapes what is beyond ASCII', 'Grüße ☃', '"Gr\\u00fc\\u00dfe \\u2603"'],
    ['escapes astral characters as two halves', '😀', '"\\ud83d\\ude00"'],
    ['escapes quotes, backslashes and control characters', '"\\\n\u0001', '"\\"\\\\\\n\\u0001"'],
    ['escapes keys too', { 'ü/': 1 }, '{"\\u00fc\\/":1}'],
    ['leaves out what is undefined', { a: undefined, b: null }, '{"b":null}'],
    ['writes what has no JSON as null', { f: () => 1 }, '{"f":null}'],
    ['writes an empty object as one', {}, '{}'],
    ['writes an empty map as a list, as PHP writes an empty array', new Map(), '[]'],
    ['writes a map with the keys 0, 1 … as a list', new Map(Object.entries({ 0: 'a', 1: 'b' })), '["a","b"]'],
    [
      'keeps the order of a map whose keys are other numbers',
      new Map([
        ['2', 'b'],
        ['1', 'a'],
      ]),
      '{"2":"b","1":"a"}',
    ],
  ])('%s', (_title, value, text) => {
    expect(encodePhp(value)).toBe(text)
  })

  it('writes JSON that means the same, and only in ASCII', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = encodePhp(value)
        expect(text).toMatch(/^[\u0020-\u007f]*$/)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('decodePhp', () => {
  it('forgets that an empty object was one', () => {
    expect(encodePhp(decodePhp('{"a":{},"b":[]}'))).toBe('{"a":[],"b":[]}')
  })

  it('keeps a key called __proto__ as a key', () => {
    expect(encodePhp(decodePhp('{"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1}}')
  })

  it('refuses what is nested deeper than PHP goes, however deep', () => {
    expect(() => decodePhp('['.repeat(5_000) + ']'.repeat(5_000))).toThrow(SyntaxError)
  })
})
