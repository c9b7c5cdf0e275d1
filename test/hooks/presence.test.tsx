// @vitest-environment jsdom
import { EchoProvider, usePresence, type UsePresenceOptions } from '@resound/react'
import { cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { startPlace, type Place, type Seen } from './real-echo.js'

interface Member {
  id: string
  name: string
}

const channel = 'conversation.1.presence'
let place: Place
let ada: Seen
let grace: Seen

beforeEach(async () => {
  place = await startPlace()
  ada = place.client('ada')
  grace = place.client('grace')
})
afterEach(async () => {
  cleanup()
  await place.stop()
})

const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length == b.length && a.every((item, at) => item === b[at])

const join = (seen: Seen, options: UsePresenceOptions<string, Member> = {}) =>
  renderHook(() => usePresence<string, Member>(channel, { client: seen.echo, ...options }))

describe('two users in a presence channel', () => {
  it('see each other, and themselves apart', async () => {
    const one = join(ada)
    expect(one.result.current).toMatchObject({ ready: false, members: [], me: null, status: 'subscribing' })
    const other = join(grace)
    await until(() => one.result.current.count == 2 && other.result.current.count == 2)
    const { byId, me, members, others, ready, status } = one.result.current
    expect({ ready, status }).toEqual({ ready: true, status: 'subscribed' })
    expect(me?.name).toBe('Ada Lovelace')
    expect(others.map(({ name }) => name)).toEqual(['Grace Hopper'])
    expect(members).toHaveLength(2)
    expect(byId.get('2')).toBe(others[0])
    expect(other.result.current.me?.name).toBe('Grace Hopper')
  })

  it('hear who comes and who leaves, after a moment', async () => {
    const calls: string[] = []
    const one = join(ada, {
      leaveDelay: 50,
      onHere: (members) => calls.push(`here ${String(members.length)}`),
      onJoin: ({ name }) => calls.push(`join ${name}`),
      onLeave: ({ name }) => calls.push(`leave ${name}`),
    })
    await until(() => one.result.current.ready)
    const other = join(grace, { grace: 0 })
    await until(() => one.result.current.count == 2)
    other.unmount()
    await until(() => one.result.current.count == 1)
    expect(calls).toEqual(['here 1', 'join Grace Hopper', 'leave Grace Hopper'])
  })

  it('do not flicker when one is away for a moment', async () => {
    const counts: number[] = []
    const one = renderHook(() => {
      const { count } = usePresence(channel, { client: ada.echo })
      counts.push(count)
      return count
    })
    const first = join(grace, { grace: 0 })
    await until(() => one.result.current == 2)
    first.unmount()
    const left = vi.fn()
    ada.echo.join(channel).leaving(left)
    await until(() => left.mock.calls.length > 0)
    const again = join(grace)
    await until(() => again.result.current.count == 2)
    expect(counts.slice(counts.indexOf(2)).every((count) => count == 2)).toBe(true)
  })

  it('see who is typing, but not themselves', async () => {
    const one = join(ada)
    const other = join(grace)
    await until(() => one.result.current.count == 2 && other.result.current.count == 2)
    one.result.current.setTyping()
    await until(() => other.result.current.typing.length > 0)
    expect(other.result.current.typing).toEqual([other.result.current.byId.get('1')])
    expect(one.result.current.typing).toEqual([])
    one.result.current.setTyping(false)
    await until(() => other.result.current.typing.length == 0)
  })

  it('whisper to each other, and hear what is sent to the channel', async () => {
    const heard: unknown[] = []
    const one = join(ada)
    join(grace, {
      on: {
        '.client-wave': (data: unknown, { event, userId }) => heard.push([event, data, userId]),
        '.news': (data: unknown, { event }) => heard.push([event, data]),
      },
    })
    await until(() => one.result.current.count == 2)
    one.result.current.whisper('wave', { hello: 1 })
    await until(() => heard.length == 1)
    place.server.publish(`presence-${channel}`, 'news', 1)
    await until(() => heard.length == 2)
    expect(heard).toEqual([
      ['.client-wave', { hello: 1 }, '1'],
      ['.news', 1],
    ])
  })
})

describe('the presence hook', () => {
  it('gives a part of the state, and draws only for that', async () => {
    const drawn: number[] = []
    const wrapper = ({ children }: { children: ReactNode }) => <EchoProvider client={ada.echo}>{children}</EchoProvider>
    const part = renderHook(
      () => {
        const others = usePresence(channel, ({ others }) => others.map(({ id }) => id), sameList)
        drawn.push(others.length)
        return others
      },
      { wrapper },
    )
    const one = join(ada)
    const other = join(grace)
    await until(() => part.result.current.length == 1)
    const before = part.result.current
    for (const on of [true, false]) other.result.current.setTyping(on)
    part.rerender()
    await until(() => one.result.current.status == 'subscribed')
    expect(part.result.current).toBe(before)
    // Drawn first, with somebody, and when it was asked to.
    expect(drawn).toEqual([0, 1, 1])
    expect(ada.authorizations).toHaveLength(1)
  })

  it('keeps its functions and, while nothing changed, its state', async () => {
    const one = join(ada)
    await until(() => one.result.current.status == 'subscribed')
    const before = one.result.current
    one.rerender()
    expect(one.result.current).toBe(before)
    join(grace)
    await until(() => one.result.current.count == 2)
    const { me, setTyping, whisper } = one.result.current
    expect([me, setTyping, whisper]).toEqual([before.me, before.setTyping, before.whisper])
    expect(me).toBe(before.me)
  })

  it('is idle where it is skipped', async () => {
    const { result } = renderHook(() => usePresence(null, { client: ada.echo }))
    await ada.connected()
    expect(result.current).toMatchObject({ status: 'idle', ready: false, count: 0 })
    result.current.setTyping()
    result.current.whisper('x', 1)
    expect(ada.authorizations).toEqual([])
  })
})

describe('a presence channel that was refused', () => {
  it('is tried again when asked', async () => {
    const { result } = renderHook(() => usePresence('forbidden', { client: ada.echo }))
    await until(() => result.current.status == 'failed')
    const before = ada.authorizations.length
    result.current.resubscribe()
    await until(() => ada.authorizations.length > before)
    expect(ada.authorizations.at(-1)).toBe('presence-forbidden')
  })
})
