import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { Echo } from '../echo.js'
import { isEchoError, type EchoError } from '../errors.js'
import { eventLog } from '../histories/event-log.js'
import type { Gap } from '../message.js'
import { createManualClock } from '../testing/manual-clock.js'
import { polling } from './polling.js'
import { reverb } from './reverb.js'
import { sse } from './sse.js'
import { FakeSocket } from './websocket.fixture.js'

const channel = fc.constantFrom('news', 'news', 'private-room', '__proto__', 'other')
const place = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 1.5, 2 ** 53 - 1, 2 ** 53, '3', null) },
)
const epoch = fc.constantFrom('k', 'k', 'k', 'j', '', 'k'.repeat(65))
const anything = fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.constantFrom({}, [], null))
const event = fc.record({
  seq: place,
  event: fc.constantFrom('m', 'm', 7),
  data: anything,
  skip: fc.constantFrom(true, undefined),
})
const events = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({ from: fc.integer({ min: 1, max: 6 }), count: fc.nat(5) })
      .map(({ from, count }) => Array.from({ length: count }, (_, n) => ({ seq: from + n, event: 'm', data: {} }))),
  },
  fc.array(event, { maxLength: 4 }),
  anything,
)
const page = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { epoch, head: place, oldest: place, more: fc.boolean(), events, members: anything, whispers: anything },
      { requiredKeys: ['epoch', 'head', 'oldest', 'more', 'events'] },
    ),
  },
  fc.record({
    error: fc.oneof(
      anything,
      fc.record({ status: fc.constantFrom(401, 403, 404, 429, 500, 'x', -1), message: anything, retryAfterMs: place }),
    ),
  }),
  anything,
)
const body = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ channels: fc.dictionary(channel, page, { maxKeys: 3 }) })
      .map((said) => JSON.stringify(said)),
  },
  fc.constantFrom('', '<html>', 'null', '[]', '{"channels":[]}', '{"channels":null}', '{"error":{"status":500}}'),
)
const OWN = [2, 6]
const answer = fc.record({
  nonsense: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: body }),
  // What it would say that makes sense: some places may be missing, its own, or gone.
  epoch: fc.constantFrom('k', 'k', 'k', 'k', 'j'),
  // How much further it is than in the answer before.
  more: fc.constantFrom(0, 0, 1, 2, 3, -1),
  oldest: fc.constantFrom(1, 1, 1, 3, 7),
  missing: fc.constantFrom(0, 0, 0, 4, 5),
  own: fc.constantFrom(0, 0, ...OWN),
  status: fc.constantFrom(...Array.from({ length: 20 }, () => 200), 401, 403, 404, 406, 419, 429, 500),
  retryAfter: fc.constantFrom('', '7', '-1', '1e9', 'soon'),
  how: fc.constantFrom('whole', 'whole', 'whole', 'stream', 'stream', 'cut', 'never', 'rejects'),
})
const frame = fc.oneof(
  fc.record({
    event: fc.constant('m'),
    channel,
    data: fc
      .record({ n: fc.nat(3), _cursor: fc.tuple(epoch, place).map(([e, s]) => `${e}:${String(s)}`) })
      .map((data) => JSON.stringify(data)),
  }),
  fc.record({
    event: fc.constantFrom('pusher_internal:subscription_succeeded', 'pusher:error', 'pusher:pong'),
    channel,
    data: anything,
  }),
)
const act = fc.oneof(
  { weight: 8, arbitrary: frame.map((say) => ({ say })) },
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3_000 }).map((wait) => ({ wait })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40_000 }).map((wait) => ({ wait })) },
  { weight: 1, arbitrary: fc.constantFrom(1006, 1006, 1006, 4001, 4200).map((end) => ({ end })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('back', 'back', 'leave', 'join', 'connect', 'whisper').map((deed) => ({ deed })),
  },
)
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never

interface Asked {
  readonly channels: readonly { readonly name: string; readonly epoch?: string; readonly after?: number }[]
}

/** What a log says to that, if it makes sense. */
function sensible({ epoch, oldest, missing, own }: Answer, head: number, { channels }: Asked): object {
  const pages = channels.map(({ name, epoch: known, after = 0 }) => {
    const from = known === undefined ? head : known == epoch ? after : 0
    const places = Array.from({ length: head }, (_, n) => n + 1).filter((seq) => seq > from && seq >= oldest)
    const events = places
      .filter((seq) => seq != missing)
      .map((seq) => (seq == own ? { seq, skip: true } : { seq, event: 'm', data: {} }))
    return [name, { epoch, head, oldest: Math.min(oldest, head + 1), more: false, events }]
  })
  return { channels: Object.fromEntries(pages) as object }
}

/** Answers in turn with what it was given, and then with nothing more. */
function fetchOf(answers: readonly Answer[]) {
  let turn = 0
  let head = 1
  return (_url: string, { signal, headers, body: asked }: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const next = answers[turn++]
      const over = (): void => {
        reject(new DOMException('over', 'AbortError'))
      }
      signal?.addEventListener('abort', over)
      if (!next || next.how == 'never') return
      if (next.how == 'rejects') {
        reject(new TypeError('secret'))
        return
      }
      const type = new Headers(headers).get('Accept') ?? ''
      const text =
        next.nonsense ??
        JSON.stringify(sensible(next, (head = Math.max(0, head + next.more)), JSON.parse(asked as string) as Asked))
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(type.endsWith('json') ? text : `data: ${text}\n\n`))
          if (next.how == 'whole') controller.close()
          else if (next.how == 'cut') controller.error(new TypeError('secret'))
          else
            signal?.addEventListener('abort', () => {
              controller.error(new DOMException('over', 'AbortError'))
            })
        },
      })
      const given = { 'Content-Type': text == '<html>' ? 'text/html' : type, 'Retry-After': next.retryAfter }
      resolve(new Response(stream, { status: next.status, headers: given }))
    })
}

// What is loaded when it is first needed is there from then on.
beforeAll(() => Promise.all([import('./event-log-rung.js'), import('../authorization/requests.js')]))

/** Places rise by one within an epoch, but over what was told, or is our own. */
function check(story: readonly (string | Gap)[]): void {
  const at = new Map<string, number>()
  for (const entry of story) {
    const [epoch = '', place] = typeof entry == 'string' ? entry.split(':') : [entry.epoch, entry.from]
    const from = Number(place)
    const before = at.get(epoch) ?? from - 1
    expect(from).toBeGreaterThan(before)
    for (let silent = before + 1; silent < Math.min(from, 50); silent++) expect(OWN).toContain(silent)
    at.set(epoch, typeof entry == 'string' ? from : (entry.to ?? from - 1))
  }
}

it.each(['history alone', 'event stream', 'long poll', 'ladder'])(
  'C14 whatever a log answers: nothing comes twice or without a word, every error is ours, nothing is left after disconnect(): %s',
  async (kind) => {
    const rejected: unknown[] = []
    const onRejection = (cause: unknown): void => void rejected.push(cause)
    process.on('unhandledRejection', onRejection)
    const story = fc.record({
      answers: fc.array(answer, { minLength: 20, maxLength: 30 }),
      acts: fc.array(act, { minLength: 20, maxLength: 30 }),
    })
    await fc.assert(
      fc.asyncProperty(story, async ({ answers, acts }) => {
        const clock = createManualClock()
        const sockets: FakeSocket[] = []
        const errors: EchoError[] = []
        class Socket extends FakeSocket {
          constructor(url: string) {
            super(url)
            sockets.push(this)
          }
        }
        const line = { key: 'k', wsHost: 'host' }
        const broadcaster =
          kind == 'event stream'
            ? sse()
            : kind == 'long poll'
              ? polling()
              : reverb({ ...line, fallback: kind == 'ladder' ? [sse(), polling()] : null })
        const echo = new Echo({
          broadcaster,
          history: eventLog(),
          authorize: () => Promise.resolve({ auth: 'a' }),
          onError: (error) => errors.push(error),
          namespace: false,
          platform: { clock, WebSocket: Socket, random: () => 0.5, fetch: fetchOf(answers) },
        })
        const story: (string | Gap)[] = []
        const join = (): void => {
          echo
            .channel('news')
            .listen('m', (_data, { cursor }) => {
              if (cursor !== undefined) story.push(cursor)
            })
            .gap((gap) => story.push(gap))
          echo.private('room')
        }
        join()
        let left = false
        const open = async (): Promise<void> => {
          const socket = sockets.at(-1)
          socket?.open()
          socket?.say({ event: 'pusher:connection_established', data: '{"socket_id":"1.2","activity_timeout":30}' })
          await clock.advanceAsync(0)
          for (const name of ['news', 'private-room'])
            socket?.say({ event: 'pusher_internal:subscription_succeeded', channel: name, data: '{}' })
        }
        await clock.advanceAsync(0)
        await open()
        for (const given of acts) {
          if ('say' in given) sockets.at(-1)?.say(given.say)
          else if ('wait' in given) await clock.advanceAsync(given.wait)
          else if ('end' in given) sockets.at(-1)?.end(given.end)
          else if (given.deed == 'leave') {
            left = true
            echo.leave('news')
          } else if (given.deed == 'join') {
            if (left) await clock.advanceAsync(200)
            left = false
            story.length = 0
            echo.leave('news')
            await clock.advanceAsync(200)
            story.length = 0
            join()
          } else if (given.deed == 'whisper') echo.private('room').whisper('m', {})
          else if (given.deed == 'connect') echo.connect()
          else {
            sockets.at(-1)?.end(1006)
            await clock.advanceAsync(20_000)
            await open()
          }
          await clock.advanceAsync(0)
        }
        echo.disconnect()
        await clock.advanceAsync(0)
        expect(clock.timers).toBe(0)
        expect(errors.filter((error) => !isEchoError(error))).toEqual([])
        expect(JSON.stringify(errors.map(({ message }) => message))).not.toContain('secret')
        expect(errors.filter(({ message }) => message.length > 400)).toEqual([])
        check(story)
      }),
      { numRuns: 150, seed: 1 },
    )
    process.off('unhandledRejection', onRejection)
    expect(rejected).toEqual([])
  },
  60_000,
)
