// @vitest-environment jsdom
import { EchoProvider, useChannel, useEncrypted, usePrivate, type ChannelHandle } from '@resound/react'
import { renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { ada, place } from './in-a-place.js'

const subscribed = async (result: { current: ChannelHandle }): Promise<void> => {
  await until(() => result.current.status == 'subscribed', { what: 'the subscription' })
}

describe('the event hooks', () => {
  it('are on the public, the private and the encrypted channel of a name', async () => {
    const heard: string[] = []
    const { result } = renderHook(() => {
      const options = { client: ada.echo }
      return [
        useChannel('conversation.1', '.x', () => heard.push('public'), options),
        usePrivate('conversation.1', '.x', () => heard.push('private'), options),
        // What is sealed is opened in the core; its tests show that.
        useEncrypted('conversation.1', '.x', () => heard.push('encrypted'), options),
      ]
    })
    await until(() => result.current.every(({ status }) => status == 'subscribed'))
    await place.subscribed('private-encrypted-conversation.1')
    for (const channel of ['conversation.1', 'private-conversation.1']) place.server.publish(channel, 'x', {})
    await until(() => heard.length == 2)
    expect(heard).toEqual(['public', 'private'])
    expect(ada.authorizations.sort()).toEqual(['private-conversation.1', 'private-encrypted-conversation.1'])
  })

  it('tell which of several events it is, by the name that was given', async () => {
    const heard: unknown[] = []
    const { result } = renderHook(() =>
      useChannel(
        'news',
        ['.a', '.b.c', 'OrderShipped'],
        (payload, { channel, event, receivedAt }) => heard.push([event, channel, payload, typeof receivedAt]),
        { client: ada.echo },
      ),
    )
    await subscribed(result)
    place.server.publish('news', 'a', 1)
    place.server.publish('news', 'b.c', 2)
    place.server.publish('news', 'App\\Events\\OrderShipped', 3)
    place.server.publish('news', 'other', 4)
    await until(() => heard.length == 3)
    expect(heard).toEqual([
      ['.a', 'news', 1, 'number'],
      ['.b.c', 'news', 2, 'number'],
      ['OrderShipped', 'news', 3, 'number'],
    ])
  })

  it('take a handler for each event, and other events later', async () => {
    const heard: string[] = []
    const { rerender, result } = renderHook(
      ({ events }: { events: string[] }) =>
        useChannel('news', Object.fromEntries(events.map((event) => [event, () => heard.push(event)])), {
          client: ada.echo,
        }),
      { initialProps: { events: ['.a', '.b'] } },
    )
    await subscribed(result)
    rerender({ events: ['.b', '.c'] })
    for (const event of ['a', 'b', 'c']) place.server.publish('news', event, {})
    await until(() => heard.length == 2)
    expect(heard).toEqual(['.b', '.c'])
    expect(ada.sent.filter((event) => event == 'pusher:subscribe')).toHaveLength(1)
  })

  it('only take part where no event is given', async () => {
    const wrapper = ({ children }: { children: ReactNode }) => <EchoProvider client={ada.echo}>{children}</EchoProvider>
    const { result } = renderHook(() => usePrivate('conversation.1'), { wrapper })
    await subscribed(result)
    expect(result.current.name).toBe('conversation.1')
  })

  it('do not draw for events', async () => {
    let drawn = 0
    let heard = 0
    const { result } = renderHook(() => {
      drawn++
      return useChannel('news', '.x', () => heard++, { client: ada.echo })
    })
    await subscribed(result)
    const before = drawn
    for (let i = 0; i < 100; i++) place.server.publish('news', 'x', i)
    await until(() => heard == 100)
    expect(drawn).toBe(before)
  })

  it('give the same handle while nothing changed', async () => {
    const { rerender, result } = renderHook(() => useChannel('news', '.x', () => undefined, { client: ada.echo }))
    await subscribed(result)
    const before = result.current
    rerender()
    expect(result.current).toBe(before)
    expect(before.name).toBe('news')
  })

  it('follow the name of the channel', async () => {
    const heard: unknown[] = []
    const { rerender, result } = renderHook(
      ({ id }) =>
        useChannel(`news.${String(id)}`, '.x', (payload) => heard.push(payload), { client: ada.echo, grace: 0 }),
      { initialProps: { id: 1 } },
    )
    await place.subscribed('news.1')
    rerender({ id: 2 })
    await place.left('news.1')
    await place.subscribed('news.2')
    place.server.publish('news.1', 'x', 'old')
    place.server.publish('news.2', 'x', 'new')
    await until(() => heard.length > 0)
    expect(heard).toEqual(['new'])
    expect(result.current.name).toBe('news.2')
  })

  it('go on when a handler throws, and tell the client', async () => {
    const heard: unknown[] = []
    const broken = new Error('broken')
    const { result } = renderHook(() =>
      useChannel(
        'news',
        '.x',
        (payload) => {
          heard.push(payload)
          if (heard.length == 1) throw broken
        },
        { client: ada.echo },
      ),
    )
    await subscribed(result)
    place.server.publish('news', 'x', 1)
    place.server.publish('news', 'x', 2)
    await until(() => heard.length == 2)
    expect(ada.errors).toEqual([expect.objectContaining({ kind: 'listener', cause: broken })])
  })
})

describe('an event hook that skips', () => {
  it.each([null, undefined, false, ''] as const)('for %j asks for nothing', async (channel) => {
    const { result } = renderHook(() => usePrivate(channel as null, '.x', () => undefined, { client: ada.echo }))
    await ada.connected()
    expect(result.current).toMatchObject({ status: 'idle', error: null, name: null })
    expect(ada.authorizations).toEqual([])
  })

  it('leaves when it is not enabled any more, and comes back', async () => {
    const handler = vi.fn()
    const { rerender, result } = renderHook(
      ({ enabled }) => usePrivate('conversation.1', '.x', handler, { client: ada.echo, enabled, grace: 0 }),
      { initialProps: { enabled: true } },
    )
    await subscribed(result)
    rerender({ enabled: false })
    expect(result.current).toMatchObject({ status: 'idle', name: null })
    await place.left('private-conversation.1')
    rerender({ enabled: true })
    await subscribed(result)
    place.server.publish('private-conversation.1', 'x', 1)
    await until(() => handler.mock.calls.length > 0)
    expect(handler).toHaveBeenCalledTimes(1)
  })
})

describe('the handle of a channel', () => {
  it('tells that the application’s server refused, and tries again when asked', async () => {
    const { result } = renderHook(() => usePrivate('conversation.2', '.x', () => undefined, { client: ada.echo }))
    const other = renderHook(() => usePrivate('secret', '.x', () => undefined, { client: ada.echo }))
    await until(() => other.result.current.status == 'failed')
    expect(other.result.current.error).toMatchObject({ name: 'EchoError', kind: 'authorization', status: 403 })
    const asked = ada.authorizations.length
    other.result.current.resubscribe()
    await until(() => ada.authorizations.length > asked)
    expect(ada.authorizations.at(-1)).toBe('private-secret')
    await subscribed(result)
  })

  it('whispers to the others', async () => {
    const grace = place.client('grace')
    const heard: unknown[] = []
    grace.echo.private('conversation.1').listenForWhisper('wave', (data) => heard.push(data))
    const { result } = renderHook(() => usePrivate('conversation.1', '.x', () => undefined, { client: ada.echo }))
    await place.subscribed('private-conversation.1', 2)
    await subscribed(result)
    result.current.whisper('wave', { hello: 'world' })
    await until(() => heard.length > 0)
    expect(heard).toEqual([{ hello: 'world' }])
  })
})
