import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BAD_CURSOR, cursorOf, cutCursor, takeCursor } from './message.js'

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

describe('a cursor in a payload', () => {
  it.each([
    ['{"a":1,"_cursor":"k:7"}', '{"a":1}'],
    ['{"_cursor":"k:7"}', '{}'],
    ['{"a":{"b":"}"} , "_cursor" : "k:7" }\n', '{"a":{"b":"}"} }'],
    [`{"a":"${'x'.repeat(9_000)}","_cursor":"k:7"}`, `{"a":"${'x'.repeat(9_000)}"}`],
  ])('is cut off where it is the last key: %#', (text, rest) => {
    expect(cutCursor(text)).toEqual({ text: rest, cursor: { epoch: 'k', seq: 7 } })
  })

  it.each([
    ...['', '{}', '[]', 'null', '{"a":1}', '"_cursor"', '"k:7"}', '{"_cursor":"k:7","a":1}', '{"a":{"_cursor":"k:7"}}'],
    ...['[{"_cursor":"k:7"}]', '{"_cursor":7}', '{"a":",\\"_cursor\\":\\"k:7\\"}"}', '{"a":"_cursor","b":"k:7"}'],
  ])('is not in %s', (text) => {
    expect(cutCursor(text)).toBeUndefined()
  })

  it.each(['a/b', 'ä'.repeat(64), '"', '\\', 'a\nb', '😀'])('is read as the text that JSON has it for: %s', (epoch) => {
    // As PHP writes it: slashes and all that is no ASCII are escaped.
    const written = JSON.stringify(`${epoch}:7`)
      .replaceAll('/', '\\/')
      .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    expect(cutCursor(`{"a":1,"_cursor":${written}}`)).toEqual({ text: '{"a":1}', cursor: { epoch, seq: 7 } })
  })

  it('is cut off also where it makes no sense', () => {
    expect(cutCursor('{"_cursor":"\\q:7"}')).toEqual({ text: '{}', cursor: BAD_CURSOR })
    expect(cutCursor('{"a":1,"_cursor":"7"}')).toEqual({ text: '{"a":1}', cursor: BAD_CURSOR })
  })

  it('is taken off a payload that is read already', () => {
    expect(takeCursor({ a: 1, _cursor: 'k:7' })).toEqual({ data: { a: 1 }, cursor: { epoch: 'k', seq: 7 } })
    expect(takeCursor({ a: 1, _cursor: '7' })).toEqual({ data: { a: 1 }, cursor: BAD_CURSOR })
    for (const data of [null, 'text', [1], { a: 1 }, { _cursor: 7 }]) expect(takeCursor(data)).toBeUndefined()
  })

  it('leaves every other payload as it is, and gives back each that it was put into', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
        const text = JSON.stringify(payload)
        if (!('_cursor' in payload)) expect(cutCursor(text)).toBeUndefined()
        const sent = `${text.slice(0, -1)}${text == '{}' ? '' : ','}"_cursor":"k:7"}`
        expect(cutCursor(sent)).toEqual({ text, cursor: { epoch: 'k', seq: 7 } })
      }),
    )
  })
})
