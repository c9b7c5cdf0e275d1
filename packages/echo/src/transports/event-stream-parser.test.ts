import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EchoError } from '../errors.js'
import { createEventStreamParser, type EventStreamParserOptions, type ServerSentEvent } from './event-stream-parser.js'

type Found = ServerSentEvent | { retry: number } | { position: string }

function parse(chunks: Iterable<Uint8Array>, options?: EventStreamParserOptions): Found[] {
  const found: Found[] = []
  const read = createEventStreamParser(
    {
      event: (event) => found.push(event),
      retry: (retry) => found.push({ retry }),
      position: (position) => found.push({ position }),
    },
    options,
  )
  for (const chunk of chunks) read(chunk)
  return found
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const eventsOf = (text: string): ServerSentEvent[] =>
  parse([bytesOf(text)]).filter((found): found is ServerSentEvent => 'data' in found)
const message = (data: string, id = ''): ServerSentEvent => ({ event: 'message', data, id })

/** Cuts bytes at the given places, whatever characters they are in. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.slice(ends[index - 1] ?? 0, end))
}

describe('an event stream', () => {
  it.each<[what: string, body: string, events: ServerSentEvent[]]>([
    ['one line of data', 'data: a\n\n', [message('a')]],
    ['data without a space', 'data:a\n\n', [message('a')]],
    ['only one space is dropped', 'data:  a\n\n', [message(' a')]],
    ['a colon in the data', 'data: a: b\n\n', [message('a: b')]],
    ['several lines of data', 'data: a\ndata: b\ndata:\ndata: c\n\n', [message('a\nb\n\nc')]],
    ['a field without a colon', 'data\n\n', [message('')]],
    ['two such', 'data\ndata\n\n', [message('\n')]],
    ['no data, no event', 'event: x\n\ndata: a\n\n', [message('a')]],
    ['a name', 'event: x\ndata: a\n\ndata: b\n\n', [{ event: 'x', data: 'a', id: '' }, message('b')]],
    ['an empty name', 'event:\ndata: a\n\n', [message('a')]],
    [
      'an id that stays',
      'id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n',
      [message('a', '1'), message('b', '1'), message('c')],
    ],
    ['an id with NUL', 'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n', [message('a', '1'), message('b', '1')]],
    ['comments', ': hello\n:\ndata: a\n: more\ndata: b\n\n:\n\n', [message('a\nb')]],
    ['unknown fields and other cases', 'Data: x\nfoo: y\n data: z\ndata : w\ndata: a\n\n', [message('a')]],
    ['lines that end with CR', 'data: a\rdata: b\r\rdata: c\r\r', [message('a\nb'), message('c')]],
    ['lines that end with CRLF', 'data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n', [message('a\nb'), message('c')]],
    [
      'line ends of all kinds',
      'data: a\rdata: b\ndata: c\r\n\r\ndata: d\n\rdata: e\r\n\n',
      [message('a\nb\nc'), message('d'), message('e')],
    ],
    ['other separators are text', 'data: a\u2028b\u0085c\vd\n\n', [message('a\u2028b\u0085c\vd')]],
    ['a byte order mark', '\uFEFFdata: a\n\n', [message('a')]],
    ['only the first of them', '\uFEFF\uFEFFdata: a\n\ndata: \uFEFFb\n\n', [message('\uFEFFb')]],
    ['an end without an empty line', 'data: a\n\ndata: b\n', [message('a')]],
    ['nothing', '', []],
    ['only line ends', '\n\r\n\r', []],
    ['the example of the standard', 'data: YHOO\ndata: +2\ndata: 10\n\n', [message('YHOO\n+2\n10')]],
    ['text of all planes', 'data: ä€🙂\n\n', [message('ä€🙂')]],
  ])('%s', (_, body, events) => {
    expect(eventsOf(body)).toEqual(events)
  })

  it('replaces what is no UTF-8, and goes on', () => {
    expect(parse([bytesOf('data: '), Uint8Array.of(0xff, 0xc3), bytesOf('\n\ndata: b\n\n')])).toEqual([
      message('\uFFFD\uFFFD'),
      message('b'),
    ])
  })

  it.each([
    ['1500', 1_500],
    ['0', 0],
    ['99999999999999999999', 1e20],
  ])('tells retry: %s', (value, retry) => {
    expect(parse([bytesOf(`retry: ${value}\n`)])).toEqual([{ retry }])
  })

  it.each(['', '-1', '1.5', '1e3', ' 1', 'soon'])('ignores retry: %j', (value) => {
    expect(parse([bytesOf(`retry: ${value}\n\n`)])).toEqual([])
  })

  it('tells a position once its event is complete, also where there is no event', () => {
    expect(parse([bytesOf('id: 1\n'), bytesOf('data: a\n')])).toEqual([])
    expect(parse([bytesOf('id: 1\ndata: a\n\nid: 2\n\nid: 2\n\n')])).toEqual([
      { position: '1' },
      message('a', '1'),
      { position: '2' },
    ])
  })

  it('goes on from the id of the stream before it', () => {
    expect(parse([bytesOf('data: a\n\nid: 8\ndata: b\n\n')], { id: '7' })).toEqual([
      message('a', '7'),
      { position: '8' },
      message('b', '8'),
    ])
  })

  it('ends an event with the CR, not with what comes after it', () => {
    expect(parse([bytesOf('data: a\r\r')])).toEqual([message('a')])
    expect(parse([bytesOf('data: a\r\n\r')])).toEqual([message('a')])
  })
})

describe('an event stream, however its bytes are cut,', () => {
  const line = fc.string({
    unit: fc.constantFrom('a', ' ', ':', 'ä', '€', '🙂', '\uFEFF', '\0', '\u2028'),
    maxLength: 6,
  })
  const name = fc.constantFrom('data', 'data', 'event', 'id', 'retry', '', 'other')
  const field = fc.tuple(name, fc.constantFrom('', ':', ': '), line).map((parts) => parts.join(''))
  const lineEnd = fc.constantFrom('\r', '\n', '\r\n')
  const body = fc
    .array(
      fc.tuple(fc.oneof(field, fc.constant('')), lineEnd).map((parts) => parts.join('')),
      { maxLength: 30 },
    )
    .map((lines) => lines.join(''))
  const places = fc.array(fc.nat(), { maxLength: 20 })

  it('says the same', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '\uFEFF'), body, places, (mark, text, where) => {
        const bytes = bytesOf(mark + text)
        expect(parse(cut(bytes, where))).toEqual(parse([bytes]))
        expect(parse([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(parse([bytes]))
      }),
    )
  })

  it('gives back what was written', () => {
    const value = fc.string({ unit: fc.constantFrom('a', ' ', ':', '€', '🙂', '\n'), maxLength: 12 })
    const id = fc.string({ unit: fc.constantFrom('1', ':', 'é'), minLength: 1, maxLength: 3 })
    const event = fc.record({ event: fc.constantFrom('message', 'x', 'y: z'), data: value, id })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), lineEnd, places, (events, end, where) => {
        const text = events
          .map(({ event, data, id }) =>
            [`event: ${event}`, `id: ${id}`, ...data.split('\n').map((part) => `data: ${part}`), '', ''].join(end),
          )
          .join('')
        expect(parse(cut(bytesOf(text), where)).filter((found) => 'data' in found)).toEqual(events)
      }),
    )
  })

  it('keeps nothing of a line that is over', () => {
    const found: ServerSentEvent[] = []
    const read = createEventStreamParser({ event: (event) => found.push(event) }, { maxLength: 20 })
    for (let i = 0; i < 1_000; i++) read(bytesOf(`data: ${String(i)}\n\n: a comment\n`))
    expect(found).toHaveLength(1_000)
  })
})

describe('an event stream that is too long', () => {
  const failure = (chunks: string[]): unknown => {
    const found: ServerSentEvent[] = []
    const read = createEventStreamParser({ event: (event) => found.push(event) }, { maxLength: 100 })
    try {
      for (const chunk of chunks) read(bytesOf(chunk))
    } catch (error) {
      return { error, found }
    }
    return undefined
  }

  it('never ends a line: a clear error, however slowly it comes', () => {
    expect(failure(Array<string>(101).fill('x'))).toMatchObject({
      error: {
        name: 'EchoError',
        kind: 'protocol',
        message: 'An event stream sent a line of more than 100 characters.',
      },
    })
    expect(failure(Array<string>(100).fill('x'))).toBeUndefined()
  })

  it('ends one that was too long: the same', () => {
    expect(failure(['x'.repeat(60), 'x'.repeat(60) + '\n'])).toMatchObject({ error: { kind: 'protocol' } })
  })

  it('never ends an event: a clear error', () => {
    expect(failure(Array<string>(101).fill('data\n'))).toMatchObject({
      error: { message: 'An event stream sent an event of more than 100 characters.' },
    })
  })

  it('has told what came before that', () => {
    expect(failure(['data: a\n\n' + 'x'.repeat(101)])).toMatchObject({
      error: expect.any(EchoError),
      found: [message('a')],
    })
  })

  it('may be as long by default that no event of an application is refused', () => {
    expect(eventsOf(`data: ${'x'.repeat(900_000)}\n\n`)).toHaveLength(1)
    expect(() => eventsOf('x'.repeat(1_000_001))).toThrow('1000000')
  })
})
