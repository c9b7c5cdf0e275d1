import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../../test/support/until.js'
import {
  events,
  eventsThenEnd,
  startStreamPlace,
  status,
  type Answer,
  type StreamPlace,
} from './event-stream.fixture.js'
import type { EventStreamOptions } from './event-stream.js'

let place: StreamPlace

beforeEach(async () => {
  place = await startStreamPlace()
})
afterEach(async () => {
  expect(await place.stop()).toEqual([0, 0])
})

describe('an event stream that cannot be had', () => {
  it.each<[what: string, answer: Answer, message: string]>([
    ['a page', status(200, { 'Content-Type': 'text/html; charset=utf-8' }, '<p>Sign in</p>'), '"text/html"'],
    ['nothing known', status(200), '""'],
    ['404', status(404, { 'Content-Type': 'text/event-stream' }), '404'],
    ['401 without anything to refresh', status(401), '401'],
    ['an endless line', events('x'.repeat(200)), 'a line of more than 100 characters'],
  ])('fails for good with %s, and says why without the address', async (_, answer, message) => {
    place.answers = [answer]
    const { reaches, stream: it } = place.start({ maxLength: 100 })
    await reaches('failed')
    const { error } = it.state.get()
    expect(error?.message).toContain(message)
    expect(error?.message).not.toContain('secret')
    expect(place.clock.timers).toBe(0)
  })

  it.each([408, 429, 500, 503])('is tried again after %d', async (code) => {
    place.answers = [status(code), events('data: 1\n\n')]
    const { heard, reaches, stream: it } = place.start()
    await reaches('waiting')
    expect(it.state.get().error).toMatchObject({ kind: 'stream', status: code })
    place.clock.advance(1_000)
    await until(() => heard.length == 1)
    expect(it.state.get().error).toBeNull()
  })

  it('waits for what the server asks, and a jittered moment longer', async () => {
    place.answers = [status(503, { 'Retry-After': '7' }), eventsThenEnd('retry: 3000\n\n'), events()]
    const { reaches, stream: it } = place.start()
    await reaches('waiting')
    place.clock.advance(7_499)
    expect(it.state.get().status).toBe('waiting')
    place.clock.advance(1)
    await until(() => place.requests.length == 2)
    await reaches('waiting')
    // The second attempt in a row without an event: half of 2 s.
    place.clock.advance(3_999)
    expect(it.state.get().status).toBe('waiting')
    place.clock.advance(1)
    await until(() => place.requests.length == 3)
  })

  it('does not come back at once because a `retry` was beyond what timers can count', async () => {
    place.answers = [eventsThenEnd('retry: 99999999999999\n\n'), events()]
    const { reaches, stream: it } = place.start()
    await reaches('waiting')
    place.clock.advance(3_599_999)
    expect(it.state.get().status).toBe('waiting')
    place.clock.advance(10_000)
    await until(() => place.requests.length == 2)
  })

  it('is tried ever later, up to 15 s', async () => {
    const fetch = async (): Promise<Response> => {
      throw new TypeError('Failed to fetch')
    }
    const { reaches, stream } = place.start({ platform: { fetch, random: () => 1 } })
    const delays: unknown[] = []
    for (let i = 0; i < 6; i++) {
      await reaches('waiting')
      delays.push(place.clock.nextInMs)
      await place.clock.advanceAsync(place.clock.nextInMs ?? 0)
    }
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    expect(stream.state.get().error?.message).toBe('The event stream could not be read (TypeError).')
  })

  it.each(['online', 'shown', 'thawed'] as const)('is tried at once when the page is %s', async (news) => {
    place.answers = [status(500), events()]
    const { reaches } = place.start()
    await reaches('waiting')
    place.signal(news)
    await reaches('open')
    expect(place.clock.timers).toBe(0)
  })

  it.each<[what: string, options: EventStreamOptions, answer: Answer]>([
    ['a server that does not answer', {}, () => undefined],
    ['headers that never come', { headers: () => new Promise(() => undefined) }, events()],
  ])('is tried anew where it is silent for too long: %s', async (_, options, answer) => {
    place.answers = [answer]
    const { reaches, statuses, stream: it } = place.start({ ...options, idleTimeout: 10_000 })
    if (!options.headers) await until(() => place.requests.length == 1)
    place.clock.advance(10_000)
    await reaches('waiting')
    expect(it.state.get().error?.message).toBe('The event stream was silent for 10000 ms.')
    place.clock.advance(1_000)
    expect(statuses).toEqual(['connecting', 'waiting', 'connecting'])
  })
})

describe('an open event stream', () => {
  it('is given up when the page is put away, and taken up when it is back', async () => {
    place.answers = [events('id: 5\ndata: 1\n\n'), events()]
    const { heard, reaches } = place.start()
    await until(() => heard.length == 1)
    place.signal('frozen')
    await until(() => place.requests[0]?.destroyed)
    await reaches('waiting')
    expect(place.clock.timers).toBe(0)
    place.signal('thawed')
    await until(() => place.requests.length == 2)
    expect(place.requests[1]?.headers['last-event-id']).toBe('5')
  })

  it('is tried anew when it is silent for too long: a comment is life', async () => {
    let write: (text: string) => unknown = () => undefined
    place.answers = [
      (response, request) => {
        events(': hello\n')(response, request)
        write = (text) => response.write(text)
      },
      events(),
    ]
    let chunks = 0
    const { reaches, stream: it } = place.start({
      idleTimeout: 10_000,
      platform: {
        async fetch(address, init) {
          const response = await fetch(address, init)
          const counted = response.body?.pipeThrough(
            new TransformStream<Uint8Array, Uint8Array>({
              transform(chunk, controller) {
                chunks++
                controller.enqueue(chunk)
              },
            }),
          )
          return new Response(counted ?? null, response)
        },
      },
    })
    await reaches('open')
    for (let i = 1; i < 4; i++) {
      await until(() => chunks == i)
      await new Promise((resolve) => setImmediate(resolve))
      place.clock.advance(9_999)
      expect(it.state.get().status).toBe('open')
      write(': still here\n')
    }
    await until(() => chunks == 4)
    await new Promise((resolve) => setImmediate(resolve))
    place.clock.advance(10_000)
    await reaches('waiting')
    expect(it.state.get().error).toMatchObject({ kind: 'stream', message: 'The event stream was silent for 10000 ms.' })
    place.clock.advance(1_000)
    await until(() => place.requests.length == 2)
  })
})
