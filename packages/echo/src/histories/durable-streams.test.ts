import { describe, expect, it } from 'vitest'
import { isEchoError, type EchoError } from '../errors.js'
import type { HistoryPage } from '../history.js'
import { settle } from '../testing/manual-clock.js'
import { kept, keptFrom, listOf, ModelStream, setUp } from './durable-streams.fixture.js'
import { durableStreams } from './durable-streams.js'

const at = (seq: number, epoch = 'k') => ({ epoch, seq })
const seqs = ({ events }: HistoryPage): number[] => events.map(({ seq }) => seq)

describe('Durable Streams', () => {
  it.each([
    ['under one address', '/streams', '/streams/private-a%2Fb'],
    [
      'where a function says',
      (channel: string) => `https://s.test/${channel.length}?token=t`,
      'https://s.test/11?token=t',
    ],
    ['where a promise says', (channel: string) => Promise.resolve(`/s-${channel}`), '/s-private-a/b'],
  ])('reads the stream of a channel %s', async (_, url, address) => {
    const { asked, read } = setUp(() => listOf([{ channel: 'private-a/b', epoch: 'k', seq: 0 }]), { url })
    await read({ 'private-a/b': undefined })
    expect(asked).toMatchObject([{ url: address, offset: '-1' }])
    expect(asked[0]?.signal?.aborted).toBe(true)
  })

  it('asks for what is behind where it has read, and gives what is behind the position', async () => {
    const stream = new ModelStream(kept(0), ...keptFrom(1, 3))
    const { asked, readA } = setUp({ '/streams/a': stream })
    expect(await readA()).toEqual({ epoch: 'k', head: 3, oldest: 1, more: false, events: [] })
    stream.append(...keptFrom(4, 6))
    expect(await readA(at(5))).toEqual({
      epoch: 'k',
      head: 6,
      oldest: 4,
      more: false,
      events: [{ seq: 6, event: 'm', data: 6 }],
    })
    expect(asked.map(({ offset }) => offset == '-1')).toEqual([true, false])
  })

  it('reads a position that is older than where it has read, also again', async () => {
    const { asked, readA } = setUp({ '/streams/a': new ModelStream(kept(0), ...keptFrom(1, 3)) })
    for (let n = 0; n < 2; n++) expect(seqs((await readA(at(1))) as HistoryPage)).toEqual([2, 3])
    expect(asked.map(({ offset }) => offset)).toEqual(['-1', '-1'])
  })

  it('makes a skip of what was sent `toOthers` by this client, and an event of what others sent so', async () => {
    const [own, theirs] = [kept(1, { except: '2.2' }), kept(2, { except: '9.9' })]
    const { readA } = setUp({ '/streams/a': new ModelStream(kept(0), own, theirs) })
    const { events } = (await readA(at(0))) as HistoryPage
    expect(events).toEqual([
      { seq: 1, skip: true, event: '', data: undefined },
      { seq: 2, event: 'm', data: 2 },
    ])
  })

  it('puts the parts of a stream together', async () => {
    const stream = new ModelStream(kept(0), ...keptFrom(1, 20))
    stream.part = 3
    const { asked, readA } = setUp({ '/streams/a': stream })
    expect(await readA(at(4))).toMatchObject({
      head: 20,
      more: false,
      events: keptFrom(5, 20).map(({ seq }) => ({ seq })),
    })
    expect(asked).toHaveLength(7)
  })

  it('takes a server that hides whether there is more at its word that nothing follows', async () => {
    const stream = new ModelStream(kept(0), kept(1))
    const { asked, readA } = setUp(({ offset }) => {
      const { headers, body } = stream.read(offset)
      headers.delete('Stream-Up-To-Date')
      return new Response(body, { headers })
    })
    expect(await readA(at(0))).toMatchObject({ head: 1, events: [{ seq: 1 }] })
    expect(asked).toHaveLength(2)
  })

  it('gives a page of about a million characters, and says that there is more', async () => {
    const data = 'x'.repeat(600_000)
    const stream = new ModelStream(kept(0), ...[1, 2, 3, 4].map((seq) => ({ ...kept(seq), data })))
    stream.part = 1
    const { readA } = setUp({ '/streams/a': stream })
    const first = (await readA(at(0))) as HistoryPage
    expect([seqs(first), first.head, first.more]).toEqual([[1, 2], 3, true])
    const second = (await readA(at(2))) as HistoryPage
    expect([seqs(second), second.head, second.more]).toEqual([[3, 4], 4, false])
  })

  it('goes on with a stream of many parts where it had come', async () => {
    const stream = new ModelStream(kept(0), ...keptFrom(1, 149))
    stream.part = 1
    const { asked, readA } = setUp({ '/streams/a': stream })
    expect(await readA()).toMatchObject({ kind: 'history', retryable: true, channel: 'a' })
    expect(await readA()).toMatchObject({ epoch: 'k', head: 149 })
    expect(asked).toHaveLength(150)
  })

  it('begins at the place that the application knows, unless that is another stream’s', async () => {
    const stream = new ModelStream(kept(0), ...keptFrom(1, 3))
    const offset = stream.read('-1').headers.get('Stream-Next-Offset') ?? ''
    stream.append(kept(4))
    const right = setUp({ '/streams/a': stream }, { anchor: () => ({ cursor: 'k:3', offset }) })
    expect(await right.readA()).toMatchObject({ head: 4 })
    expect(right.asked.map((asked) => asked.offset)).toEqual([offset])
    for (const anchor of [
      { cursor: 'k:2', offset },
      { cursor: 'other:3', offset },
      { cursor: 'k:3', offset: '999999999999' },
      { cursor: 'k', offset },
      { cursor: 'k:3', offset: '' },
      null,
    ]) {
      const wrong = setUp({ '/streams/a': stream }, { anchor: () => anchor })
      expect(await wrong.readA(at(3))).toMatchObject({ head: 4, events: [{ seq: 4 }] })
      expect(wrong.asked.at(-1)?.offset).toBe('-1')
    }
  })

  it('remembers the places of 500 channels', async () => {
    const { asked, read } = setUp(({ url }) => listOf([kept(0, { channel: url.slice(9) })]))
    for (let n = 0; n <= 500; n++) await read({ [`c${String(n)}`]: undefined })
    await read({ c500: undefined, c0: undefined })
    expect(asked.slice(-2).map(({ offset }) => offset)).toEqual(['000000000001', '-1'])
  })

  it('says at once that its options cannot work', () => {
    expect(() => durableStreams({ url: '' })).toThrow('history.url')
    expect(() => durableStreams({ url: 7 as never })).toThrow('history.url')
    expect(() => durableStreams({ url: '/s', since: 'k:1' as never })).toThrow('history.since')
    expect(() => durableStreams({ url: '/s', anchor: {} as never })).toThrow('history.anchor')
  })
})

describe('Durable Streams where something is gone', () => {
  it('reads a stream that was made anew from its beginning', async () => {
    const stream = new ModelStream(kept(0), ...keptFrom(1, 3))
    const { readA } = setUp({ '/streams/a': stream })
    await readA()
    stream.remake(kept(0, { epoch: 'm' }), ...keptFrom(1, 2, 'm'))
    expect(await readA(at(3))).toMatchObject({ epoch: 'm', head: 2, oldest: 1, events: [{ seq: 1 }, { seq: 2 }] })
    stream.remake(kept(0, { epoch: 'n' }), ...keptFrom(1, 9, 'n'))
    expect(await readA(at(2, 'm'))).toMatchObject({ epoch: 'n', head: 9, events: { length: 9 } })
  })

  it('tells what is left of an epoch before the next one in the same stream', async () => {
    const stream = new ModelStream(kept(0), ...keptFrom(1, 3), kept(0, { epoch: 'm' }), kept(1, { epoch: 'm' }))
    const { readA } = setUp({ '/streams/a': stream })
    expect(await readA()).toMatchObject({ epoch: 'm', head: 1 })
    expect(await readA(at(1))).toMatchObject({ epoch: 'k', head: 3, more: false, events: [{ seq: 2 }, { seq: 3 }] })
    expect(await readA(at(3))).toMatchObject({ epoch: 'm', head: 1, oldest: 1, events: [{ seq: 1 }] })
    expect(await readA(at(1, 'm'))).toMatchObject({ epoch: 'm', head: 1, events: [] })
  })

  it('says what is the oldest where the head was cut off, also where its own place was', async () => {
    const stream = new ModelStream(kept(0), ...keptFrom(1, 3))
    const { asked, readA } = setUp({ '/streams/a': stream })
    await readA()
    stream.append(...keptFrom(4, 9))
    stream.cut(7)
    expect(await readA(at(3))).toMatchObject({
      epoch: 'k',
      oldest: 7,
      head: 9,
      events: [{ seq: 7 }, { seq: 8 }, { seq: 9 }],
    })
    expect(asked).toHaveLength(3)
  })

  it('is behind where the stream is, and says so by its head', async () => {
    const { readA } = setUp({ '/streams/a': new ModelStream(kept(0), ...keptFrom(1, 3)) })
    expect(await readA(at(9))).toEqual({ epoch: 'k', head: 3, oldest: 1, more: false, events: [] })
  })

  it('reads everything again where the server says of a place it told that the stream ends before it', async () => {
    const { asked, readA } = setUp(({ offset }) =>
      offset == '-1' ? listOf([kept(0), kept(1)], { next: '9' }) : listOf([], { next: '5' }),
    )
    await readA()
    expect(await readA(at(0))).toMatchObject({ head: 1, events: [{ seq: 1 }] })
    expect(await readA(at(1))).toMatchObject({ head: 1, events: [] })
    expect(asked.map(({ offset }) => offset)).toEqual(['-1', '-1', '9', '-1'])
  })

  it.each([400, 404, 410])('asks once more from the beginning where its place is answered with %i', async (status) => {
    const { asked, readA } = setUp(({ offset }) =>
      offset == '-1' ? listOf([kept(0), kept(1)]) : new Response('', { status }),
    )
    await readA()
    expect(await readA(at(1))).toMatchObject({ head: 1 })
    expect(asked.map(({ offset }) => offset)).toEqual(['-1', '000000000001', '-1'])
  })
})

describe('Durable Streams that do not answer', () => {
  it.each([
    [500, undefined, true, undefined, 'a'],
    [429, '7', true, 7_000, undefined],
    [503, '9999', true, 120_000, undefined],
    [408, undefined, true, undefined, 'a'],
    [401, undefined, false, undefined, 'a'],
    [403, undefined, false, undefined, 'a'],
    [404, undefined, false, undefined, 'a'],
    [410, undefined, false, undefined, 'a'],
    [304, undefined, false, undefined, 'a'],
  ])('take a %i for an error of kind history: %#', async (status, wait, retryable, retryAfterMs, channel) => {
    const headers = wait ? { 'Retry-After': wait } : {}
    const { readA } = setUp(() => new Response(null, { status, headers }))
    const error = await readA(at(1))
    expect(isEchoError(error)).toBe(true)
    expect(error).toMatchObject({ kind: 'history', status, retryable, retryAfterMs, channel })
  })

  it('are given up after 15 s, and when nobody waits any more; nothing is left, and nothing is told of what was sent', async () => {
    const { clock, asked, ended, readA } = setUp((_, n) =>
      n == 1 ? new TypeError('Bearer token-7 is no header') : new Promise(() => undefined),
    )
    expect(((await readA()) as EchoError).message).toBe('The streams did not answer (TypeError).')
    const late = readA()
    clock.advance(15_000)
    expect(await late).toMatchObject({ kind: 'history', retryable: true })
    const unwanted = readA()
    ended.abort()
    expect(((await unwanted) as EchoError).message).toBe('The streams did not answer (AbortError).')
    const never = await readA()
    expect(never).toMatchObject({ kind: 'history' })
    expect([clock.timers, asked.map(({ signal }) => signal?.aborted)]).toEqual([0, [true, true, true, true]])
  })

  it('tell nothing of what an application’s function throws', async () => {
    const url = (): string => {
      throw new TypeError('token-7')
    }
    const { readA } = setUp({}, { url })
    const error = (await readA()) as EchoError
    expect([error.kind, error.retryable, error.message]).toEqual([
      'history',
      true,
      'There is no address of the stream of a (TypeError).',
    ])
  })

  it('keep no other channel waiting where one of them is refused', async () => {
    const { read } = setUp({ '/streams/b': new ModelStream(kept(0, { channel: 'b' })) })
    const answers = (await read({ a: undefined, b: undefined })) as ReadonlyMap<string, unknown>
    expect(answers.get('a')).toMatchObject({ kind: 'history', status: 404, channel: 'a' })
    expect(answers.get('b')).toMatchObject({ epoch: 'k', head: 0 })
  })

  it('are not asked for further channels once they ask for patience, and that is one error', async () => {
    const channels = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`c${String(n)}`, undefined]))
    const { asked, read } = setUp(() => new Response('', { status: 429, headers: { 'Retry-After': '3' } }))
    expect(await read(channels)).toMatchObject({ kind: 'history', status: 429, retryAfterMs: 3_000 })
    expect(asked).toHaveLength(6)
  })

  it('answer who was asked before, where they ask for patience later', async () => {
    const channels = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`c${String(n)}`, undefined]))
    const { read } = setUp(({ url }, n) =>
      n < 3 ? listOf([kept(0, { channel: url.slice(9) })]) : new Response('', { status: 503 }),
    )
    const answers = [...((await read(channels)) as ReadonlyMap<string, HistoryPage | EchoError>).values()]
    expect([answers.length, answers.filter((answer) => !isEchoError(answer)).length]).toEqual([20, 2])
  })

  it('are asked for six channels at a time', async () => {
    let running = 0
    let most = 0
    const { read } = setUp(async ({ url }) => {
      most = Math.max(most, ++running)
      await settle()
      running--
      return listOf([kept(0, { channel: url.slice(9) })])
    })
    const channels = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`c${String(n)}`, undefined]))
    const answers = (await read(channels)) as ReadonlyMap<string, unknown>
    expect([most, answers.size, [...answers.values()].some(isEchoError)]).toEqual([6, 30, false])
  })
})
