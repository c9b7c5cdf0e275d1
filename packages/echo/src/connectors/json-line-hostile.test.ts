import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isEchoError } from '../errors.js'
import { setUp } from './websocket.fixture.js'

const count = fc.oneof(fc.nat(5), fc.constantFrom(-1, 1.5, 2 ** 53 - 1, 2 ** 53, 1e300, '1', null))
const name = fc.constantFrom('users', 'presence-room', '__proto__', 'constructor', '', 7, null)
const cursor = fc.constantFrom(
  ...['k:1', 'k:2', 'k:3', 'k:9', 'j:1', 'j:2', 'k:9007199254740991', 'k:9007199254740992', 'k:0', ':', '', 7, {}],
)
const anything = fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.constantFrom({}, [], null))
const page = fc.record(
  {
    epoch: fc.constantFrom('k', 'j', '', 7, 'k'.repeat(65)),
    head: count,
    oldest: count,
    more: fc.constantFrom(true, false, 1),
    events: fc.oneof(
      anything,
      fc.array(fc.record({ seq: count, event: fc.constantFrom('m', 7), data: anything }), { maxLength: 4 }),
    ),
    error: anything,
  },
  { requiredKeys: ['epoch', 'head', 'oldest'] },
)
const frame = fc.record(
  {
    event: fc.constantFrom(
      ...['welcome', 'subscribed', 'error', 'joined', 'left', 'skip', 'ack', 'history', 'bye', 'ping', 'pong'],
      ...['m', 'm', 'client-m', '__proto__', 'pusher:error', '', 7, null],
    ),
    channel: name,
    data: anything,
    cursor,
    id: fc.constantFrom('1', '1.2-1', '1.2-2', '__proto__', 7, null),
    info: anything,
    me: fc.constantFrom('1', 1, {}),
    members: fc.oneof(anything, fc.array(fc.record({ id: fc.constantFrom('1', 1, null), info: anything }))),
    history: page,
    channels: fc.oneof(anything, fc.dictionary(fc.constantFrom('users', 'presence-room', '__proto__'), page)),
    code: count,
    message: fc.constantFrom('no', 7, null),
    retryable: fc.constantFrom(true, false, 1),
    retryAfterMs: count,
    activityTimeoutMs: count,
    maxFrameBytes: count,
    protocol: fc.constantFrom(1, 1, 1, 2),
    socketId: fc.constantFrom('1.2', 7, null),
    acks: fc.boolean(),
    final: fc.boolean(),
    refresh: fc.boolean(),
  },
  { requiredKeys: ['event'] },
)
const act = fc.oneof(
  { weight: 8, arbitrary: frame.map((given) => ({ say: given })) },
  { weight: 1, arbitrary: fc.array(frame, { maxLength: 4 }).map((given) => ({ say: given })) },
  fc.integer({ min: 0, max: 40_000 }).map((wait) => ({ wait })),
  fc.constantFrom(1000, 1006, 1009, 4001, 4004).map((end) => ({ end })),
  fc.constantFrom('whisper', 'leave', 'join', 'wake').map((deed) => ({ deed })),
)

it('C14 whatever a server says: every error is one of ours, nothing is thrown, and nothing is left after disconnect()', async () => {
  const rejected: unknown[] = []
  const onRejection = (cause: unknown): void => void rejected.push(cause)
  process.on('unhandledRejection', onRejection)
  const story = fc.record({ greets: fc.boolean(), acts: fc.array(act, { maxLength: 40 }) })
  await fc.assert(
    fc.asyncProperty(story, async ({ greets, acts }) => {
      const { echo, clock, socket, errors, settle } = setUp()
      const join = (): void => {
        echo
          .channel('users')
          .listen('m', () => undefined)
          .gap(() => undefined)
        echo.join('room').here(() => undefined)
      }
      join()
      await settle()
      if (greets) socket().welcome({ acks: true, history: true })
      else socket().open()
      for (const given of acts) {
        if ('say' in given) socket().say(given.say)
        else if ('wait' in given) await clock.advanceAsync(given.wait)
        else if ('end' in given) socket().end(given.end)
        else if (given.deed == 'whisper') echo.join('room').whisper('m', {})
        else if (given.deed == 'leave') echo.leave('users')
        else if (given.deed == 'join') join()
        else {
          const before = socket()
          echo.connect()
          if (socket() != before) socket().welcome({ history: true })
        }
      }
      await settle()
      echo.disconnect()
      await settle()
      expect(clock.timers).toBe(0)
      expect(errors.filter((error) => !isEchoError(error))).toEqual([])
      expect(errors.filter(({ message }) => message.length > 300)).toEqual([])
    }),
    { numRuns: 300, seed: 1 },
  )
  process.off('unhandledRejection', onRejection)
  expect(rejected).toEqual([])
}, 60_000)
