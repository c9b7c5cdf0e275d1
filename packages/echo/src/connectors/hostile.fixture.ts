// What the tests with hostile servers share: values and texts that no honest server sends, and who notices what escapes.
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Channel } from '../channels/channel.js'
import type { PresenceChannel } from '../channels/presence-channel.js'
import { isEchoError, type EchoError } from '../errors.js'

/** What must never be in an error: no frame of the server's holds it. */
export const SECRET = 'hunter2'

/** Stands for a name that objects treat as their own: `JSON.stringify` would not write it. */
const PROTO = '<proto>'
const DEEP = '<deep>'
const deep = '['.repeat(20_000) + ']'.repeat(20_000)
const long = 'x'.repeat(1_000_000)

export const names = fc.constantFrom(
  'news',
  'private-room',
  'presence-people',
  PROTO,
  'constructor',
  long.slice(0, 1_000),
  '',
)

/** Any value that JSON has, and those that are one too large, too deep or of the wrong kind. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  { depthSize: 'small' },
  fc.jsonValue({ depthSize: 'small' }),
  fc.constantFrom(DEEP, { toString: 1 }, { toJSON: 1, then: 1 }),
  fc.constantFrom(null, true, -1, 0, 2 ** 53, 1e308, '', PROTO, DEEP, '\u0000', '\ud800', [], {}, [PROTO]),
  fc.dictionary(fc.constantFrom(PROTO, 'toString', 'length', 'then', 'toJSON', 'user_id', 'channel'), fc.jsonValue(), {
    maxKeys: 3,
  }),
)

/** As JSON, with what `JSON.stringify` would not write. */
export const written = (value: unknown): string =>
  JSON.stringify(value).replaceAll(PROTO, '__proto__').replaceAll(`"${DEEP}"`, deep)

/** The text of a frame: whole as a rule, or with something wrong at one place. */
export const textOf = (frame: fc.Arbitrary<unknown>, write = written): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 20, arbitrary: frame.map(write) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(frame.map(write), fc.nat(), fc.constantFrom('', '"', '{', ']', '\\', '\u0000', '9'))
        .map(([text, n, more]) => {
          const at = n % (text.length + 1)
          return text.slice(0, at) + more + text.slice(at + 1)
        }),
    },
    { weight: 2, arbitrary: fc.tuple(frame.map(write), fc.nat()).map(([text, n]) => text.slice(0, n % text.length)) },
    { weight: 1, arbitrary: fc.constantFrom('', 'null', '[]', '{}', '7', long, deep, '"', '{"event":"m"') },
  )

/** Long members, and ids that are none. */
export const members = fc.oneof(
  anything,
  fc.record(
    {
      ids: fc.array(fc.oneof(fc.constantFrom('1', 2, PROTO), anything), { maxLength: 3 }),
      hash: fc.dictionary(fc.constantFrom('1', PROTO), anything),
    },
    { requiredKeys: [] },
  ),
)

/** Counts what is thrown where nobody catches it, until it is ended. */
export function watchRejections(): () => void {
  const rejected: unknown[] = []
  const listen = (cause: unknown): void => void rejected.push(cause)
  process.on('unhandledRejection', listen)
  return () => {
    process.off('unhandledRejection', listen)
    expect(rejected).toEqual([])
  }
}

/** What a listener of the application throws: anything else that a callback threw was thrown by us. */
export const OWN = 'A listener of the application threw.'

/** Listens to all that there is, and throws at events once they are in `heard`. */
export function listenTo(channels: readonly Channel[], people: PresenceChannel, heard: unknown[]): void {
  for (const channel of channels)
    channel
      .listen('m', (data: unknown) => heard.push(data))
      .listen('m', () => {
        throw new Error(OWN)
      })
      .error(() => undefined)
      .gap(() => undefined)
  people
    .here(() => undefined)
    .joining(() => undefined)
    .leaving(() => undefined)
}

/** Every error is one of ours, is no page, and gives nothing away. */
export function expectClear(errors: readonly EchoError[]): void {
  for (const error of errors) {
    expect(isEchoError(error), String(error)).toBe(true)
    if (error.kind == 'listener') expect(String(error.cause)).toContain(OWN)
    expect(error.message.length).toBeLessThan(400)
    expect(`${error.message} ${String(error.stack)} ${JSON.stringify(Object.entries(error))}`).not.toContain(SECRET)
  }
}
