import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { Echo } from '../echo.js'
import type { EchoError } from '../errors.js'
import { createManualClock } from '../testing/manual-clock.js'
import {
  anything,
  expectClear,
  members,
  names,
  listenTo,
  SECRET,
  textOf,
  watchRejections,
  written,
} from './hostile.fixture.js'
import { reverb } from './reverb.js'
import { FakeSocket } from './websocket.fixture.js'

const KEY = btoa('k'.repeat(32))
const asText = (data: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof(data, data.map(written))
const fields = fc.record(
  { user_id: anything, user_info: anything, code: anything, message: anything, socket_id: anything, presence: members },
  { requiredKeys: [] },
)
const event = fc.constantFrom('m', 'm', 'client-m', '.m', '__proto__', 'pusher:what', 'pusher_internal:what')
const cursor = fc.constantFrom('k:1', 'k:2', 'k:7', 'j:1', 'k:9007199254740993', ':1', '__proto__:1')
const control = fc.constantFrom(
  ...['connection_established', 'ping', 'pong', 'error', 'subscription_error'].map((name) => `pusher:${name}`),
  ...['subscription_succeeded', 'member_added', 'member_removed'].map((name) => `pusher_internal:${name}`),
)
const frame = fc.oneof(
  fc.record({ event, channel: names, data: asText(fc.record({ n: anything, _cursor: cursor })), user_id: anything }),
  fc.record({ event, channel: fc.oneof(names, anything), data: asText(anything) }, { requiredKeys: ['event'] }),
  fc.record({ event: control, channel: names, data: asText(fields) }),
  fc.record(
    { event: control, channel: fc.oneof(names, anything), data: asText(anything) },
    { requiredKeys: ['event'] },
  ),
  fc.record({
    event: fc.constant('pusher_internal:subscription_succeeded'),
    channel: fc.constant('presence-people'),
    data: asText(fc.record({ presence: members })),
  }),
  fc.record({
    event: fc.constant('m'),
    channel: fc.constant('private-encrypted-room'),
    data: asText(fc.record({ nonce: anything, ciphertext: anything })),
  }),
  anything,
)
const act = fc.oneof(
  { weight: 12, arbitrary: textOf(frame).map((say) => ({ say })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 20_000 }).map((wait) => ({ wait })) },
  { weight: 1, arbitrary: fc.constantFrom(1000, 1006, 4001, 4100, 4200, NaN).map((end) => ({ end })) },
  { weight: 2, arbitrary: fc.constantFrom('leave', 'join', 'whisper', 'greet').map((deed) => ({ deed })) },
)

beforeAll(() => Promise.all([import('../authorization/requests.js'), import('../encryption/secretbox.js')]))

function setUp() {
  const clock = createManualClock()
  const sockets: FakeSocket[] = []
  const errors: EchoError[] = []
  const heard: unknown[] = []
  class Socket extends FakeSocket {
    constructor(url: string) {
      super(url)
      sockets.push(this)
    }
  }
  const auth = { auth: `key:${SECRET}`, channel_data: `{"user_id":"7","token":"${SECRET}"}`, shared_secret: KEY }
  const echo = new Echo({
    broadcaster: reverb({ key: 'key', wsHost: 'host' }),
    bearerToken: SECRET,
    onError: (error) => errors.push(error),
    namespace: false,
    platform: {
      clock,
      WebSocket: Socket,
      random: () => 0.5,
      report: (error) => errors.push(error as EchoError),
      fetch: () => Promise.resolve(Response.json(auth)),
    },
  })
  const join = (): void => {
    const rooms = [echo.private('room'), echo.encryptedPrivate('room')]
    listenTo([echo.channel('news'), echo.channel('__proto__'), ...rooms], echo.join('people'), heard)
  }
  const socket = (): FakeSocket => sockets.at(-1) ?? new FakeSocket('')
  const greet = (): void => {
    socket().open()
    socket().say({ event: 'pusher:connection_established', data: '{"socket_id":"1.2","activity_timeout":30}' })
  }
  return { clock, echo, errors, heard, join, socket, greet }
}

it('C14 S15 A7 whatever a server says: nothing is thrown, every error is ours and clear, and what it says well afterwards is heard', async () => {
  const end = watchRejections()
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const { clock, echo, errors, heard, join, socket, greet } = setUp()
      join()
      await clock.advanceAsync(0)
      greet()
      await clock.advanceAsync(0)
      for (const given of acts) {
        if ('say' in given) socket().say(given.say)
        else if ('wait' in given) await clock.advanceAsync(given.wait)
        else if ('end' in given) socket().end(given.end)
        else if (given.deed == 'join') join()
        else if (given.deed == 'leave') echo.leave('news')
        else if (given.deed == 'whisper') echo.private('room').whisper('m', {})
        else {
          greet()
          await clock.advanceAsync(0)
        }
      }
      await clock.advanceAsync(0)
      expect(['connected', 'connecting', 'waiting', 'failed']).toContain(echo.connection.get().status)
      // From now on it is an honest server.
      socket().end(1006)
      echo.connect()
      await clock.advanceAsync(0)
      greet()
      echo.channel('fresh').listen('m', (data: unknown) => heard.push(data))
      await clock.advanceAsync(0)
      expect(echo.connection.get().status).toBe('connected')
      socket().say({ event: 'pusher_internal:subscription_succeeded', channel: 'fresh', data: '{}' })
      heard.length = 0
      socket().say({ event: 'm', channel: 'fresh', data: '{"well":true}' })
      expect(heard).toEqual([{ well: true }])
      echo.disconnect()
      await clock.advanceAsync(0)
      expect(clock.timers).toBe(0)
      expectClear(errors)
    }),
    { numRuns: 300, seed: 1 },
  )
  end()
}, 60_000)
