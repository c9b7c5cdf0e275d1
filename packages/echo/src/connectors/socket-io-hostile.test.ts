import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { loadLibrary } from '../../../../test/conformance/support/library-page.js'
import { Echo } from '../echo.js'
import type { EchoError } from '../errors.js'
import { createManualClock } from '../testing/manual-clock.js'
import { anything, expectClear, listenTo, names, SECRET, textOf, watchRejections, written } from './hostile.fixture.js'
import { socketIo } from './socket-io.js'

const word = fc.constantFrom(
  ...['m', 'm', 'client-m', '__proto__', 'subscription_error', 'pusher:what', 'connect', 'disconnect'],
  ...['presence:subscribed', 'presence:joining', 'presence:leaving'],
)
const member = fc.oneof(
  anything,
  fc.record({ user_id: fc.oneof(fc.constantFrom('1', 2, '__proto__'), anything), user_info: anything }),
)
const cursor = fc.constantFrom('k:1', 'k:2', 'k:7', 'j:1', 'k:9007199254740993', ':1', 7)
const data = fc.oneof(anything, fc.array(member, { maxLength: 3 }), member, fc.record({ n: anything, _cursor: cursor }))
const packet = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(word, names, data) },
  { weight: 1, arbitrary: fc.array(anything, { maxLength: 4 }) },
  { weight: 1, arbitrary: anything },
)
// Not 0: see below.
const intro = fc.oneof(
  { weight: 8, arbitrary: fc.constant('42') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('421', '42/other,', '43', '451-', '40', '41', '44', '1', '2', '6', '9'),
  },
)
const frame = fc.tuple(intro, textOf(packet, written)).map(([start, text]) => start + text)
const act = fc.oneof(
  { weight: 12, arbitrary: frame.map((say) => ({ say })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 20_000 }).map((wait) => ({ wait })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('end', 'leave', 'join', 'whisper', 'greet', 'binary').map((deed) => ({ deed })),
  },
)

/** A socket whose other end is the test. */
class Server {
  onopen: (() => void) | undefined
  onmessage: ((message: { data: unknown }) => void) | undefined
  onclose: ((event: object) => void) | undefined
  say(...frames: unknown[]): void {
    for (const text of frames) this.onmessage?.({ data: text })
  }
  send(): void {
    // Nobody answers.
  }
  close(): void {
    this.onopen = undefined
  }
}

beforeAll(() => import('../authorization/requests.js'))

function setUp() {
  const clock = createManualClock()
  const servers: Server[] = []
  const errors: EchoError[] = []
  const heard: unknown[] = []
  const WebSocket = class extends Server {
    constructor() {
      super()
      servers.push(this)
    }
  }
  const client = loadLibrary('socket.io-client/dist/socket.io.js', { WebSocket: WebSocket as never, clock })
  const echo = new Echo({
    broadcaster: socketIo({
      client: client as never,
      host: 'http://localhost',
      transports: ['websocket'],
      forceNew: true,
    }),
    bearerToken: SECRET,
    onError: (error) => errors.push(error),
    namespace: false,
    platform: { clock, random: () => 0.5, report: (error) => errors.push(error as EchoError) },
  })
  const join = (): void => {
    listenTo([echo.channel('news'), echo.channel('__proto__'), echo.private('room')], echo.join('people'), heard)
  }
  const server = (): Server => servers.at(-1) ?? new Server()
  const greet = async (): Promise<void> => {
    server().onopen?.()
    server().say('0{"sid":"s","upgrades":[],"pingInterval":1000000,"pingTimeout":1000000,"maxPayload":1000000}')
    server().say('40{"sid":"n"}')
    await clock.advanceAsync(0)
  }
  return { clock, echo, errors, heard, join, server, servers, greet }
}

it('C14 S15 A7 whatever a server of Socket.IO says: nothing is thrown, every error is ours and clear, and what it says well afterwards is heard', async () => {
  const end = watchRejections()
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const { clock, echo, errors, heard, join, server, servers, greet } = setUp()
      join()
      await clock.advanceAsync(0)
      await greet()
      for (const given of acts) {
        if ('say' in given) server().say(given.say)
        else if ('wait' in given) await clock.advanceAsync(given.wait)
        else if (given.deed == 'join') join()
        else if (given.deed == 'leave') echo.leave('news')
        else if (given.deed == 'whisper') echo.private('room').whisper('m', {})
        else if (given.deed == 'greet') await greet()
        else if (given.deed == 'binary') server().say(new ArrayBuffer(8))
        else server().onclose?.({ code: 1006, reason: '' })
      }
      await clock.advanceAsync(0)
      expect(['connected', 'connecting', 'waiting', 'failed']).toContain(echo.connection.get().status)
      // From now on it is an honest server.
      const before = servers.length
      server().onclose?.({ code: 1006, reason: '' })
      for (let tries = 0; tries < 20 && servers.length == before; tries++) {
        await clock.advanceAsync(1_000)
        echo.connect()
      }
      await clock.advanceAsync(0)
      await greet()
      expect(echo.connection.get().status).toBe('connected')
      echo.channel('fresh').listen('m', (given: unknown) => heard.push(given))
      await clock.advanceAsync(0)
      heard.length = 0
      server().say('42["m","fresh",{"well":true}]')
      await clock.advanceAsync(0)
      expect(heard).toEqual([{ well: true }])
      echo.disconnect()
      await clock.advanceAsync(0)
      expectClear(errors)
    }),
    { numRuns: 150, seed: 1 },
  )
  end()
}, 60_000)

it('C7 gets over a handshake that is no JSON, at which the library itself throws at its socket', async () => {
  const { clock, echo, server, servers, greet } = setUp()
  const nonsense = (): void => {
    server().say('0{nope')
  }
  await clock.advanceAsync(0)
  server().onopen?.()
  expect(nonsense).toThrow(SyntaxError)
  await clock.advanceAsync(10_000)
  const { status, error } = echo.connection.get()
  expect([status, error?.message]).toEqual(['waiting', 'The server did not greet us in time.'])
  await clock.advanceAsync(1_000)
  expect(servers).toHaveLength(2)
  await greet()
  // On a connection that it has greeted it changes nothing.
  expect(nonsense).toThrow(SyntaxError)
  await clock.advanceAsync(60_000)
  expect([echo.connection.get().status, servers.length]).toEqual(['connected', 2])
  echo.disconnect()
})
