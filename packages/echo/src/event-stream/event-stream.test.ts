import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from '../../../../test/support/until.js'
import { events, eventsThenEnd, startStreamPlace, status, type StreamPlace } from './event-stream.fixture.js'

let place: StreamPlace

beforeEach(async () => {
  place = await startStreamPlace()
})
afterEach(async () => {
  expect(await place.stop()).toEqual([0, 0])
})

describe('an event stream', () => {
  it('gives the JSON of each event, and ends where its last event is', async () => {
    let gone = false
    place.answers = [
      (response, request) => {
        request.on('close', () => (gone = true))
        events('data: {"progress":0}\n\n', 'data: {"progress":100}\n\ndata: {"progress":101}\n\n')(response, request)
      },
    ]
    const { heard, reaches, statuses } = place.start({ until: ({ progress }: { progress: number }) => progress >= 100 })
    await reaches('completed')
    expect(heard).toEqual([{ progress: 0 }, { progress: 100 }])
    expect(statuses).toEqual(['connecting', 'open', 'completed'])
    await until(() => gone, { what: 'the end of the request' })
    expect(place.requests).toHaveLength(1)
    expect(place.requests[0]?.headers).toMatchObject({ accept: 'text/event-stream' })
    expect(place.requests[0]?.headers['last-event-id']).toBeUndefined()
  })

  it('gives text where there is no JSON, or what the application makes of it', async () => {
    place.answers = [events('data: [DONE]\n\n', 'data: 42\n\n', 'data: null\n\n')]
    const { heard } = place.start()
    const texts = place.start({ parse: (text) => text as never })
    await until(() => heard.length == 3 && texts.heard.length == 3)
    expect(heard).toEqual(['[DONE]', 42, null])
    expect(texts.heard).toEqual(['[DONE]', '42', 'null'])
  })

  it('tells the name and the id of each event, and takes only those that are asked for', async () => {
    const seen: unknown[] = []
    place.answers = [events('event: ping\ndata: 0\n\nevent: log\nid: 7\ndata: a\n\n')]
    place.start({ events: ['log'], onEvent: (data, { event, id }) => seen.push([data, event, id]) })
    await until(() => seen.length > 0)
    expect(seen).toEqual([['a', 'log', '7']])
  })

  it('goes on after the last id when it is cut off, however often', async () => {
    place.answers = [
      (response, request) => {
        events('id: é1\ndata: 1\n\n', 'data: half')(response, request)
        setImmediate(() => response.destroy())
      },
      eventsThenEnd('id: 2\n\n'),
      events('data: 3\n\n'),
    ]
    const { heard, reaches, statuses } = place.start()
    await reaches('waiting')
    place.clock.advance(499)
    expect(statuses.at(-1)).toBe('waiting')
    place.clock.advance(1)
    await until(() => place.requests.length == 2)
    await reaches('waiting')
    place.clock.advance(1_000)
    await until(() => heard.length == 2)
    expect(heard).toEqual([1, 3])
    const ids = place.requests.map(({ headers }) => headers['last-event-id'])
    expect(ids).toEqual([undefined, Buffer.from('é1').toString('latin1'), '2'])
    expect(statuses).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open', 'waiting', 'connecting', 'open'])
  })

  it('goes on after an id that the application kept', async () => {
    place.answers = [events('data: 1\n\n')]
    const { heard, stream: it } = place.start({ lastEventId: '41' })
    await until(() => heard.length > 0)
    expect(place.requests[0]?.headers['last-event-id']).toBe('41')
    expect(it.state.get().lastEventId).toBe('41')
  })

  it('is over when the server ends it, where the application says so', async () => {
    place.answers = [eventsThenEnd('data: 1\n\n')]
    const { heard, reaches } = place.start({ until: 'end' })
    await reaches('completed')
    expect(heard).toEqual([1])
  })

  it('is over with 204', async () => {
    place.answers = [eventsThenEnd('data: 1\n\n'), status(204)]
    const { reaches } = place.start()
    await reaches('waiting')
    place.clock.advance(1_000)
    await reaches('completed')
    expect(place.requests).toHaveLength(2)
  })

  it('calls nothing any more once it is closed, and leaves nothing behind', async () => {
    place.answers = [events('data: 1\n\n')]
    const { heard, reaches, statuses, stream: it } = place.start()
    await reaches('open')
    await until(() => heard.length == 1)
    it.close()
    it.close()
    place.signal('online')
    place.clock.advance(60_000)
    expect(statuses.at(-1)).toBe('closed')
  })

  it('can be closed by a signal, before and after it began', async () => {
    place.answers = [events()]
    const abort = new AbortController()
    const { reaches } = place.start({ signal: abort.signal })
    await reaches('open')
    abort.abort()
    await reaches('closed')
    expect(place.start({ signal: abort.signal }).statuses).toEqual(['closed'])
    expect(place.requests).toHaveLength(1)
  })

  it('stays what it became when it is closed afterwards, and lets go of the signal', async () => {
    place.answers = [status(204)]
    const { signal } = new AbortController()
    const { reaches, stream } = place.start({ signal })
    await reaches('completed')
    stream.close()
    expect(stream.state.get().status).toBe('completed')
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it.each([
    ['to its own origin only', undefined, 'same-origin'],
    ['to another origin, if it is asked to', true, 'include'],
  ] as const)('sends cookies %s', (_, withCredentials, credentials) => {
    const fetch = vi.fn<(url: unknown, init?: RequestInit) => Promise<Response>>(() => new Promise(() => undefined))
    place.start({ withCredentials, platform: { fetch } })
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ credentials, cache: 'no-store' })
  })

  it('gives up its request as soon as it was silent for too long', () => {
    const fetch = vi.fn<(url: unknown, init?: RequestInit) => Promise<Response>>(() => new Promise(() => undefined))
    const { stream } = place.start({ idleTimeout: 1_000, platform: { fetch } })
    place.clock.advance(1_000)
    expect(stream.state.get().status).toBe('waiting')
    expect(fetch.mock.calls[0]?.[1]?.signal?.aborted).toBe(true)
  })

  it('goes on when a callback throws, and reports it', async () => {
    place.answers = [events('data: 1\n\ndata: 2\n\n')]
    const { heard } = place.start({
      onEvent: (data) => {
        heard.push(data)
        throw new Error('no')
      },
    })
    await until(() => heard.length == 2)
    expect(place.reported).toMatchObject([{ kind: 'listener' }, { kind: 'listener' }])
  })
})

describe('the credentials of an event stream', () => {
  it('are headers, read anew for each request', async () => {
    place.answers = [eventsThenEnd(), events()]
    let token = 1
    const { reaches } = place.start({
      headers: async () => ({ Authorization: `Bearer ${String(token++)}`, 'X-None': null }),
    })
    await reaches('waiting')
    place.clock.advance(1_000)
    await until(() => place.requests.length == 2)
    expect(place.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2'])
    expect(place.requests[0]?.headers['x-none']).toBeUndefined()
  })

  it.each([401, 403, 419])('are asked for anew, once, when they are refused with %d', async (code) => {
    place.answers = [status(code), events('data: 1\n\n')]
    const reasons: string[] = []
    const headers = ({ reason }: { reason: string }) => {
      reasons.push(reason)
      return {}
    }
    const { heard } = place.start({ headers })
    await until(() => heard.length == 1)
    expect(reasons).toEqual(['first', 'refresh'])
  })

  it('that are refused again end it', async () => {
    place.answers = [status(401)]
    const { reaches, stream: it } = place.start({ headers: () => ({}) })
    await reaches('failed')
    expect(place.requests).toHaveLength(2)
    expect(it.state.get().error).toMatchObject({ kind: 'stream', status: 401 })
  })

  it('that cannot be got are asked for again', async () => {
    place.answers = [events()]
    const headers = vi.fn(async () => ({})).mockRejectedValueOnce(new Error('secret'))
    const { reaches, stream: it } = place.start({ headers })
    await reaches('waiting')
    expect(it.state.get().error?.message).not.toContain('secret')
    place.clock.advance(1_000)
    await reaches('open')
  })
})
