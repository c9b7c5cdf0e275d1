import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEchoError, type EchoError } from '../errors.js'
import type { HistoryPage } from '../history.js'
import type { Cursor } from '../message.js'
import { kept, keptFrom, listOf, ModelStream, setUp } from './durable-streams.fixture.js'

const after = { epoch: 'k', seq: 1 }

describe('a stream that makes no sense', () => {
  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a page of HTML', '<html>'],
    ['an object', '{"events":[]}'],
    ['half a list', '[{"channel":"a","epoch":"k","seq":0},'],
    ['no messages at all', '[]'],
    ['what is no message', '[7]'],
    ['a null among its messages', '[null]'],
    ['the events of another channel', JSON.stringify([kept(1, { channel: 'b' })])],
    ['events of no channel', '[{"epoch":"k","seq":1,"event":"m"}]'],
    ['no epoch', JSON.stringify([kept(1, { epoch: '' })])],
    ['an epoch without an end', JSON.stringify([kept(1, { epoch: 'k'.repeat(65) })])],
    ['a place that is a text', '[{"channel":"a","epoch":"k","seq":"1","event":"m"}]'],
    ['a place between two', JSON.stringify([kept(1.5)])],
    ['a place before the beginning', JSON.stringify([kept(-1)])],
    ['a place beyond 2^53', JSON.stringify([kept(2 ** 53)])],
    ['an event without a name', '[{"channel":"a","epoch":"k","seq":1}]'],
    ['events that run backwards', JSON.stringify([kept(3), kept(2)])],
    ['an event twice', JSON.stringify([kept(3), kept(3)])],
  ])('is an error of its channel: %s', async (_, text) => {
    const headers = { 'Stream-Next-Offset': '1', 'Stream-Up-To-Date': 'true' }
    const { readA } = setUp(() => new Response(text, { headers }))
    const error = (await readA(after)) as EchoError
    expect(isEchoError(error)).toBe(true)
    expect(error).toMatchObject({ kind: 'history', channel: 'a', retryable: false })
  })

  it.each(['', '-1', 'now', '1'.repeat(257)])('is an error where it goes on at “%s”', async (next) => {
    const { readA } = setUp(() => listOf([kept(0), kept(1)], { next }))
    expect(await readA()).toMatchObject({ kind: 'history', channel: 'a', retryable: false })
  })

  it('is an error where it says for ever that there is more', async () => {
    const same = setUp(() => listOf([kept(0)], { whole: false }))
    expect(await same.readA()).toMatchObject({ kind: 'history', retryable: false })
    expect(same.asked).toHaveLength(2)
    const other = setUp(({ offset }, n) =>
      listOf(offset == '-1' ? [kept(0)] : [], { whole: false, next: String(1_000 + n) }),
    )
    expect(await other.readA()).toMatchObject({ kind: 'history', retryable: true })
    expect(other.asked).toHaveLength(100)
  })

  it('is an error where its offsets run backwards', async () => {
    const { asked, readA } = setUp((_, n) => listOf([kept(n)], { whole: false, next: String(9_000 - n) }))
    expect(await readA()).toMatchObject({ kind: 'history', channel: 'a', retryable: false })
    expect(asked).toHaveLength(2)
  })

  it('is not read to its end where that does not come', async () => {
    let chunks = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks++
        controller.enqueue(new Uint8Array(1_000_000).fill(32))
      },
    })
    const { asked, readA } = setUp(() => new Response(body, { headers: { 'Stream-Next-Offset': '1' } }))
    expect(await readA()).toMatchObject({ kind: 'history', channel: 'a', retryable: false })
    expect(chunks).toBeLessThan(20)
    expect(asked[0]?.signal?.aborted).toBe(true)
  })

  it('reads UTF-8 that is cut between two chunks', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify([kept(0), { ...kept(1), data: 'é€😀' }]))
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    const headers = { 'Stream-Next-Offset': '1', 'Stream-Up-To-Date': 'true' }
    const { readA } = setUp(() => new Response(body, { headers }))
    expect(await readA({ epoch: 'k', seq: 0 })).toMatchObject({ events: [{ data: 'é€😀' }] })
  })

  it('brings nothing but errors of kind history, and pages that rise, whatever it says', async () => {
    const place = fc.oneof(fc.nat(9), fc.constantFrom(-1, 1.5, 2 ** 53, NaN))
    const message = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record(
          {
            channel: fc.constantFrom('a', 'b'),
            epoch: fc.constantFrom('k', 'm', ''),
            seq: place,
            event: fc.constantFrom('m', 7),
            data: fc.jsonValue(),
          },
          { requiredKeys: ['channel'] },
        ),
      },
      { weight: 8, arbitrary: fc.nat(9).map((seq) => kept(seq)) },
      { weight: 1, arbitrary: fc.jsonValue() },
    )
    const answer = fc.record({
      values: fc.oneof(
        { weight: 9, arbitrary: fc.array(message, { maxLength: 6 }) },
        { weight: 1, arbitrary: fc.jsonValue() },
      ),
      next: fc.constantFrom('1', '2', '3', '4', '5', 'now', ''),
      whole: fc.boolean(),
      status: fc.constantFrom(200, 200, 200, 200, 410, 500),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(9)),
        async (answers, places) => {
          const { readA } = setUp((_, n) => {
            const { values = [], status = 200, ...how } = answers[n % answers.length] ?? {}
            return status == 200 ? listOf(values, how) : new Response('', { status })
          })
          for (const seq of places) {
            const said = await readA({ epoch: 'k', seq })
            if (isEchoError(said)) expect(said.kind).toBe('history')
            else wellFormed(said, { epoch: 'k', seq })
          }
        },
      ),
    )
  })
})

/** What every page keeps to. */
function wellFormed({ epoch, head, oldest, events, more }: HistoryPage, { epoch: asked, seq: behind }: Cursor): void {
  let last = epoch == asked ? behind : 0
  for (const { seq } of events) {
    expect(seq).toBeGreaterThan(last)
    last = seq
  }
  expect(epoch).not.toBe('')
  expect(oldest).toBeLessThanOrEqual(head + 1)
  if (events.length) expect(head).toBeGreaterThanOrEqual(last)
  if (more) expect(head).toBeGreaterThan(events.at(-1)?.seq ?? 0)
}

type Step =
  | { readonly do: 'append' | 'cut' | 'read' | 'part'; readonly count: number }
  | { readonly do: 'remake' | 'begin' | 'forget' | 'miss' }

interface Message {
  readonly epoch: string
  readonly seq: number
}

describe('a reader of Durable Streams', () => {
  it('gives everything that is kept behind a position, once and in order, whatever became of the stream', async () => {
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ do: fc.constantFrom('append' as const, 'read' as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ do: fc.constantFrom('cut' as const, 'part' as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ do: fc.constantFrom('read' as const), count: fc.constant(1) }),
      fc.record({ do: fc.constantFrom('remake' as const, 'begin' as const, 'forget' as const, 'miss' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        let epochs = 0
        let [epoch, seq] = ['e0', 0]
        const stream = new ModelStream(kept(0, { epoch }))
        const { readA } = setUp({ '/streams/a': stream })
        let position: Cursor | undefined
        const check = async (): Promise<void> => {
          const said = await readA(position)
          if (isEchoError(said)) throw said
          if (position) asTold(stream.values as Message[], position, said)
          const last = said.events.at(-1)?.seq
          const same = said.epoch == position?.epoch
          position = position
            ? { epoch: said.epoch, seq: last ?? (same ? position.seq : said.head) }
            : { epoch: said.epoch, seq: said.head }
        }
        for (const one of steps) {
          if (one.do == 'append') {
            stream.append(...keptFrom(seq + 1, seq + one.count, epoch))
            seq += one.count
          } else if (one.do == 'part') stream.part = one.count
          else if (one.do == 'cut') stream.cut(Math.min(one.count, stream.values.length - 1))
          else if (one.do == 'read') await check()
          // An answer to a question from before the last confirmation.
          else if (one.do == 'miss') await readA(position)
          // A channel that was left, and joined again from an older position.
          else if (one.do == 'forget') position = position && { ...position, seq: Math.max(0, position.seq - 3) }
          else {
            ;[epoch, seq] = [`e${String(++epochs)}`, 0]
            if (one.do == 'remake') stream.remake(kept(0, { epoch }))
            else stream.append(kept(0, { epoch }))
          }
        }
        for (let n = 0; n <= epochs; n++) await check()
        expect(position).toEqual({ epoch, seq })
      }),
      { numRuns: 500 },
    )
  })
})

/** The page holds just what the stream keeps. */
function asTold(values: readonly Message[], { epoch, seq }: Cursor, page: HistoryPage): void {
  const inEpoch = (name: string): number[] =>
    values.flatMap((message) => (message.epoch == name && message.seq ? [message.seq] : []))
  const rest = inEpoch(epoch).filter((place) => place > seq)
  // What is left of the old stream comes first.
  if (page.epoch != epoch) expect(rest).toEqual([])
  const expected = page.epoch == epoch ? rest : inEpoch(page.epoch)
  expect(page.events.map((event) => event.seq)).toEqual(expected)
  expect([page.head >= (expected.at(-1) ?? 0), page.more]).toEqual([true, false])
  // What retention took, and nothing else, is before the oldest.
  const first = page.epoch == epoch ? seq + 1 : 1
  expect(Math.max(page.oldest, first)).toBe(expected[0] ?? Math.max(page.oldest, first))
}
