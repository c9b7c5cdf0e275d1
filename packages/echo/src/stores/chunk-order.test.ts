import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createChunkOrder, type ChunkOrder } from './chunk-order.js'

function setUp(oneBased = false) {
  let text = ''
  const order = createChunkOrder(
    {
      append(piece) {
        text += piece
      },
      prepend(piece) {
        text = piece + text
      },
    },
    oneBased,
  )
  return { order, text: () => text }
}

/** Gives up every wait, as time would. */
function settle(order: ChunkOrder): void {
  while (order.skip());
}

/** Chunks of a text, in any order, some of them again and again. */
const shuffled = fc
  .record({
    pieces: fc.array(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 }),
    base: fc.constantFrom(0, 1),
    seed: fc.infiniteStream(fc.nat()),
    again: fc.array(fc.nat(), { maxLength: 20 }),
  })
  .map(({ pieces, base, seed, again }) => {
    const chunks = pieces.map((text, at) => ({ sequence: at + base, text }))
    const all = [...chunks, ...again.flatMap((at) => chunks[at % chunks.length] ?? [])]
    const order = all.map((chunk) => ({ chunk, key: seed.next().value as number })).sort((a, b) => a.key - b.key)
    return { whole: pieces.join(''), base, chunks: order.map(({ chunk }) => chunk) }
  })

describe('the order of chunks', () => {
  it('gives the same text for any permutation with duplicates, whatever the stream begins with', () => {
    fc.assert(
      fc.property(shuffled, fc.boolean(), ({ chunks, whole }, oneBased) => {
        const { order, text } = setUp(oneBased)
        for (const { sequence, text: piece } of chunks) order.add(sequence, piece)
        settle(order)
        expect(text()).toBe(whole)
        expect([order.lost(), order.missing(), order.gap()]).toEqual([0, 0, undefined])
      }),
    )
  })

  it('gives a prefix of the text at any time, until it is told to give something up', () => {
    fc.assert(
      fc.property(shuffled, ({ chunks, whole }) => {
        const { order, text } = setUp()
        for (const { sequence, text: piece } of chunks) {
          order.add(sequence, piece)
          expect(whole.startsWith(text())).toBe(true)
        }
      }),
    )
  })

  it('gives the same text if it gives up waiting for a zero at any time', () => {
    fc.assert(
      fc.property(shuffled, ({ chunks, whole }) => {
        const { order, text } = setUp()
        for (const { sequence, text: piece } of chunks) {
          order.add(sequence, piece)
          if (order.gap() == 'start') order.skip()
        }
        settle(order)
        expect(text()).toBe(whole)
      }),
    )
  })

  it('says of each chunk whether it is new', () => {
    const { order } = setUp()
    expect([2, 0, 2, 0, 1, 1].map((at) => order.add(at, 'x'))).toEqual([true, true, false, false, true, false])
  })

  it('counts what is missing, and what was given up', () => {
    const { order, text } = setUp()
    for (const at of [0, 3, 4, 7]) order.add(at, String(at))
    expect([order.sequence(), order.missing(), order.lost()]).toEqual([0, 4, 0])
    order.skip()
    expect([text(), order.sequence(), order.missing(), order.lost()]).toEqual(['034', 4, 4, 2])
    order.add(6, '6')
    order.add(5, '5')
    expect([text(), order.missing(), order.lost(), order.gap()]).toEqual(['034567', 2, 2, undefined])
  })

  it('says whether there was anything to give up', () => {
    const { order, text } = setUp()
    for (const at of [0, 2, 4]) order.add(at, String(at))
    expect([order.skip(), order.skip(), order.skip()]).toEqual([true, true, false])
    expect(text()).toBe('024')
  })

  it('takes no first chunk a second time, whatever was given up', () => {
    const { order, text } = setUp()
    for (const at of [0, 2]) order.add(at, String(at))
    order.skip()
    expect([order.add(0, '0'), order.oneBased(), text()]).toEqual([false, false, '02'])
  })

  it('is unsure whether 1 is the first, until a 0 comes or it is told to go on', () => {
    const { order, text } = setUp()
    order.add(1, 'b')
    expect([order.gap(), text()]).toEqual(['start', ''])
    order.skip()
    expect([order.gap(), text(), order.lost()]).toEqual([undefined, 'b', 0])
    order.add(2, 'c')
    order.add(0, 'a')
    expect([text(), order.oneBased()]).toEqual(['abc', false])
  })

  it('takes a 1 for the first at once where streams are known to begin with 1', () => {
    const { order, text } = setUp(true)
    order.add(1, 'a')
    expect([text(), order.gap(), order.oneBased()]).toEqual(['a', undefined, true])
  })

  it('waits for the end that was announced', () => {
    const { order } = setUp()
    order.add(0, 'a')
    order.expect(2)
    expect([order.gap(), order.missing()]).toEqual([0, 2])
    order.add(2, 'c')
    order.add(1, 'b')
    expect([order.gap(), order.missing()]).toEqual([undefined, 0])
  })

  it.each([0, 1, 5])('knows that something is missing when %i is announced and nothing came', (end) => {
    const { order } = setUp()
    order.expect(end)
    expect(order.gap()).toBe(-1)
    settle(order)
    expect(order.lost()).toBe(Math.max(1, end))
  })

  it('takes chunks without a sequence as they come', () => {
    const { order, text } = setUp()
    for (const piece of ['a', 'b', 'c']) order.add(undefined, piece)
    expect([text(), order.sequence()]).toEqual(['abc', 2])
  })

  it('goes on behind what is there by other means', () => {
    const { order, text } = setUp()
    for (const at of [5, 8]) order.add(at, String(at))
    order.jump(6, false)
    expect([text(), order.gap(), order.missing()]).toEqual(['', 6, 1])
    order.add(7, '7')
    expect(text()).toBe('78')
    expect(order.add(6, '6')).toBe(false)
  })

  it('holds nothing of what is there by other means', () => {
    const { order, text } = setUp(true)
    for (const at of [3, 4, 6]) order.add(at, String(at))
    order.jump(4, false)
    expect([order.add(0, '0'), order.missing(), text()]).toEqual([false, 1, ''])
  })

  it('goes on with whatever comes next where nobody knows how far that is', () => {
    const { order, text } = setUp()
    order.jump(undefined, false)
    expect(order.sequence()).toBe(-1)
    order.add(17, 'x')
    order.add(18, 'y')
    expect([text(), order.gap(), order.sequence()]).toEqual(['xy', undefined, 18])
  })

  it('misses nothing of what came before where nobody knows how far that is', () => {
    const { order, text } = setUp()
    for (const at of [0, 1, 2]) order.add(at, String(at))
    order.jump(undefined, false)
    expect([order.gap(), order.missing()]).toEqual([undefined, 0])
    order.add(5, '5')
    expect([text(), order.gap(), order.missing()]).toEqual(['0125', undefined, 0])
  })

  it('goes on with the first that waits where nobody knows how far that is', () => {
    const { order, text } = setUp()
    order.add(7, 'x')
    order.jump(undefined, false)
    expect([text(), order.gap(), order.sequence()]).toEqual(['x', undefined, 7])
  })

  it('misses nothing once everything is there by other means', () => {
    const { order, text } = setUp()
    for (const at of [0, 3, 9]) order.add(at, String(at))
    order.skip()
    order.jump(undefined, true)
    expect([text(), order.gap(), order.missing(), order.lost(), order.sequence()]).toEqual(['03', undefined, 0, 0, 9])
  })

  it.each([
    [undefined, -1],
    [0, 0],
    [7, 7],
  ])('is as far as is said (%j) once everything is there, though no chunk came', (given, sequence) => {
    const { order } = setUp()
    order.jump(given, true)
    expect([order.sequence(), order.missing()]).toEqual([sequence, 0])
  })

  it('does not hold more than ten thousand chunks', () => {
    const { order } = setUp()
    let held = 0
    for (let at = 20_000; at > 0; at--) if (order.add(at, 'x')) held++
    expect(held).toBe(10_000)
  })

  it('takes the next chunk also while it holds as many as it can', () => {
    const { order, text } = setUp()
    order.add(0, '0')
    for (let at = 2; at < 10_002; at++) order.add(at, 'x')
    expect([order.add(1, '1'), text().length, order.gap()]).toEqual([true, 10_002, undefined])
  })
})
