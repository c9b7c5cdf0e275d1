import { describe, expect, it, vi } from 'vitest'
import { createPlatform } from '../platform/platform.js'
import { httpAuthorizer } from './http-authorizer.js'
import { emptyPage, json, serve, setUp, settled, yes } from './http-authorizer.fixture.js'
import * as requests from './requests.js'

describe('requests for permission', () => {
  it('C11 leaves no request and no timer once the connection is gone, and makes none of those that wait', async () => {
    const { seen, clock, ask, gone } = setUp()
    const asked = Array.from({ length: 7 }, (_, n) => ask(`private-${String(n)}`))
    await settled()
    expect([seen.length, clock.timers]).toEqual([6, 6])
    gone.abort()
    expect(clock.timers).toBe(0)
    expect(await asked[0]).toMatchObject({ kind: 'authorization', retryable: true })
    await settled()
    expect([seen.length, clock.timers]).toEqual([6, 0])
  })

  it('C11 makes no request for a connection that went while credentials were got', async () => {
    let give: (token: string) => void = () => undefined
    const bearerToken = (): Promise<string> =>
      new Promise((resolve) => {
        give = resolve
      })
    const { clock, ask, gone } = setUp({ bearerToken })
    const answer = ask('private-a')
    await settled()
    gone.abort()
    give('t')
    expect(await answer).toMatchObject({ retryable: true })
    expect(clock.timers).toBe(0)
  })

  it('A3 remembers the last thousand channels that it was allowed, and no more', async () => {
    let allowed = true
    let reads = 0
    // Another one at each look: a session that might have been renewed.
    const cookie = (): string => String(reads++)
    const { seen, ask } = setUp({ auth: { batch: true } }, { origin: () => 'https://app.test', cookie })
    const all = Array.from({ length: 1_001 }, (_, n) => `private-${String(n)}`)
    const answer = ({ form }: (typeof seen)[number]): Response =>
      allowed ? json(Object.fromEntries(form.slice(1).map(([, name]) => [name, { auth: 'a' }]))) : json({}, 403)
    const asked = all.map((name) => ask(name))
    await serve(seen, answer)
    await Promise.all(asked)
    allowed = false
    const requestsFor = async (name: string): Promise<number> => {
      seen.length = 0
      const refused = ask(name)
      await serve(seen, answer)
      expect(await refused).toMatchObject({ status: 403 })
      return seen.length
    }
    expect([await requestsFor('private-0'), await requestsFor('private-1')]).toEqual([1, 2])
  })

  it('loads what makes requests before it is needed, and again after a load that failed', async () => {
    const platform = createPlatform({ page: emptyPage, fetch: () => Promise.resolve(yes()) })
    const load = vi.fn(() => Promise.resolve(requests))
    load.mockRejectedValueOnce(new TypeError('no network'))
    const authorizer = httpAuthorizer({}, platform, load)
    authorizer.prepare?.()
    expect(load).toHaveBeenCalledTimes(1)
    const request = { channel: 'private-a', socketId: '1.1' }
    await expect(authorizer.authorize(request)).rejects.toThrow('no network')
    await expect(authorizer.authorize(request)).resolves.toEqual({ auth: 'key:signature' })
    expect(load).toHaveBeenCalledTimes(2)
  })

  it('A4 loads once for the channels of one turn, so that they still share a request', async () => {
    const forms: string[][] = []
    const platform = createPlatform({
      page: emptyPage,
      fetch(_, { body }) {
        const names = new URLSearchParams(body as string).getAll('channel_name[]')
        forms.push(names)
        return Promise.resolve(json(Object.fromEntries(names.map((name) => [name, { auth: name }]))))
      },
    })
    // As modules arrive: not in the turn of whoever asked, and each in its own.
    const arrivals: (() => void)[] = []
    const load = (): Promise<typeof requests> =>
      new Promise((resolve) => {
        arrivals.push(() => {
          resolve(requests)
        })
      })
    const authorizer = httpAuthorizer({ auth: { batch: true } }, platform, load)
    const answers = ['a', 'b', 'c'].map((channel) => authorizer.authorize({ channel, socketId: '1.1' }))
    for (const arrive of arrivals) {
      arrive()
      await settled()
    }
    expect(await Promise.all(answers)).toEqual([{ auth: 'a' }, { auth: 'b' }, { auth: 'c' }])
    expect([arrivals.length, forms]).toEqual([1, [['a', 'b', 'c']]])
  })
})

describe('credentials that never come', () => {
  const never = (): Promise<string> => new Promise(() => undefined)

  it('A4 hold a place for a minute, and say then what is wrong', async () => {
    let hangs = true
    const { seen, clock, ask } = setUp({ bearerToken: () => (hangs ? never() : 't') })
    const asked = Array.from({ length: 7 }, (_, n) => ask(`private-${String(n)}`))
    await settled()
    hangs = false
    clock.advance(59_999)
    await settled()
    expect(seen).toHaveLength(0)
    clock.advance(1)
    expect(await asked[0]).toMatchObject({ kind: 'authorization', retryable: true, channel: 'private-0' })
    expect(((await asked[0]) as Error).message).toContain('bearerToken')
    await serve(seen, yes)
    expect(await asked[6]).toEqual({ auth: 'key:signature' })
    expect(clock.timers).toBe(0)
  })

  it('C11 leave nothing once the connection is gone', async () => {
    const { clock, ask, gone } = setUp({ bearerToken: never })
    const answer = ask('private-a')
    await settled()
    gone.abort()
    expect(await answer).toMatchObject({ kind: 'authorization', retryable: true })
    expect(clock.timers).toBe(0)
  })

  it('A2 are asked for anew once a refresh took too long, and not before, whoever goes', async () => {
    const refreshes: ((token: string) => void)[] = []
    const bearerToken = ({ reason }: { reason: string }): string | Promise<string> =>
      reason == 'first' ? 'old' : new Promise((resolve) => refreshes.push(resolve))
    const { seen, clock, ask, gone } = setUp({ bearerToken })
    const other = new AbortController()
    const renewed = ({ authorization = '' }: Record<string, string>): boolean => authorization.startsWith('Bearer new')
    const answerAll = async (allows = renewed): Promise<void> => {
      seen.length = 0
      await serve(seen, ({ headers }) => (allows(headers) ? yes() : json({}, 401)))
    }
    void ask('private-a')
    await answerAll()
    gone.abort()
    const late = ask('private-a', '2.2', other)
    await answerAll()
    expect(refreshes).toHaveLength(1)
    clock.advance(60_000)
    expect(await late).toMatchObject({ kind: 'authorization', retryable: true })
    const again = ask('private-a', '2.2', other)
    await answerAll()
    expect(refreshes).toHaveLength(2)
    refreshes[1]?.('new')
    await answerAll()
    expect(await again).toEqual({ auth: 'key:signature' })
    // The first comes after all, and changes nothing.
    refreshes[0]?.('stale')
    await settled()
    void ask('private-a', '2.2', other)
    await answerAll(() => false)
    expect(refreshes).toHaveLength(3)
    other.abort()
    expect(clock.timers).toBe(0)
  })
})
