import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStreamText, partsOf } from './stream-text.js'

/** Texts of lines that are short, long, and longer than a part. */
const lines = fc
  .array(fc.tuple(fc.constantFrom('a', 'bc ', 'ä', '😀'), fc.nat(6_000), fc.boolean()), { maxLength: 8 })
  .map((all) => all.map(([piece, length, ends]) => piece.repeat(length) + (ends ? '\n' : '')).join(''))

/** The same text in pieces. */
function cut(text: string, at: readonly number[]): string[] {
  const places = [0, ...at.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length]
  return places.slice(1).map((end, i) => text.slice(places[i], end))
}

describe('a text that grows', () => {
  it('has parts that are the text, and seals them the same however it arrived', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.nat(), { maxLength: 12 }), (text, places) => {
        const growing = createStreamText(Infinity)
        let sealed: readonly string[] = []
        for (const piece of cut(text, places)) {
          growing.append(piece)
          const { parts, text: now } = growing.flush(false)
          expect(parts.join('')).toBe(now)
          expect(parts.slice(0, sealed.length)).toEqual(sealed)
          sealed = parts.slice(0, -1)
        }
        const final = growing.flush(true)
        expect(final.text).toBe(text)
        if (text) expect(final.parts).toEqual(partsOf(text))
      }),
      { numRuns: 60 },
    )
  })

  it('seals parts of 2 to 4 kB, at a line end where there is one', () => {
    fc.assert(
      fc.property(lines, (text) => {
        for (const part of partsOf(text).slice(0, -1)) {
          expect(part.length).toBeGreaterThanOrEqual(2_048)
          expect(part.length).toBeLessThanOrEqual(4_096)
          if (!part.endsWith('\n')) {
            expect(part.length).toBeGreaterThanOrEqual(4_095)
            expect(part.indexOf('\n', 2_047)).toBe(-1)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['without a line end', 'x'.repeat(10_000), [4_096, 4_096, 1_808]],
    ['as long as a part, without a line end', 'x'.repeat(4_096), [4_096]],
    ['with a line end that is too early', 'x'.repeat(2_046) + '\n' + 'x'.repeat(2_050), [4_096, 1]],
    ['with a line end that is just late enough', 'x'.repeat(2_047) + '\n' + 'x'.repeat(2_050), [2_048, 2_050]],
    ['with a line end that is just early enough', 'x'.repeat(4_095) + '\n', [4_096, 0]],
    ['with a line end that is too late', 'x'.repeat(4_096) + '\n', [4_096, 1]],
  ])('is cut where it should be: a text %s', (_, text, lengths) => {
    expect(partsOf(text).map(({ length }) => length)).toEqual(lengths)
  })

  it('does not cut a character in halves', () => {
    const text = 'x' + '😀'.repeat(5_000)
    for (const part of partsOf(text)) expect(part).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/)
    expect(partsOf(text).map(({ length }) => length)).toEqual([4_095, 4_096, 1_810])
  })

  it('takes no more than it may, and says so', () => {
    const growing = createStreamText(5)
    growing.append('abc')
    growing.append('def')
    growing.append('ghi')
    expect(growing.flush(false)).toEqual({ text: 'abcde', parts: ['abcde'], full: true })
    growing.append('jkl')
    expect(growing.flush(false)).toEqual({ text: 'abcde', parts: ['abcde'], full: true })
    growing.set('abcd')
    expect(growing.flush(true)).toEqual({ text: 'abcd', parts: ['abcd'], full: false })
  })

  it('can be preceded, continued and replaced', () => {
    const growing = createStreamText(Infinity)
    growing.append('b')
    growing.prepend('a')
    growing.append('c')
    expect(growing.flush(false).text).toBe('abc')
    growing.set('abcd')
    expect(growing.flush(false).text).toBe('abcd')
    growing.set('other')
    expect(growing.flush(true)).toEqual({ text: 'other', parts: ['other'], full: false })
  })

  // Linear it takes some 50 ms; joined anew for each piece it would take minutes.
  it('takes a hundred thousand pieces in a time that is linear in them', { timeout: 10_000 }, () => {
    const growing = createStreamText(Infinity)
    for (let i = 0; i < 100_000; i++) {
      growing.append('0123456789')
      if (i % 10 == 0) growing.flush(false)
    }
    expect(growing.flush(true).text).toHaveLength(1_000_000)
  })
})
