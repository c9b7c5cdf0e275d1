// @vitest-environment jsdom
import { useModel, useNotifications, usePrivate } from '@resound/react'
import { act, renderHook } from '@testing-library/react'
import { StrictMode, useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { createTestClient } from '../../packages/echo/src/stores/client.fixture.js'
import { until } from '../support/until.js'
import { ada, place } from './in-a-place.js'

interface Order {
  id: number
  total: number
}

const NOTIFICATION = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

describe('over a real socket', () => {
  it('a model is kept current by the events of its channel, and says when it is deleted', async () => {
    const channel = 'private-App.Models.User.1'
    const events: string[] = []
    const { result } = renderHook(
      () =>
        useModel('App.Models.User', 1, {
          client: ada.echo,
          initial: { id: 1, name: 'Ada' },
          onEvent: ({ event }) => events.push(event),
        }),
      { wrapper: StrictMode },
    )
    expect(result.current.data.name).toBe('Ada')
    await until(() => result.current.status == 'subscribed')
    place.server.publish(channel, 'UserUpdated', { model: { id: 1, name: 'Ada L.' }, connection: null, queue: null })
    await until(() => result.current.data.name == 'Ada L.')
    place.server.publish(channel, 'UserDeleted', { model: { id: 1 } })
    await until(() => result.current.deleted)
    expect(result.current.data).toEqual({ id: 1, name: 'Ada L.' })
    expect(events).toEqual(['updated', 'deleted'])
    expect(ada.authorizations).toEqual([channel])
  })

  it('notifications come by type', async () => {
    const all: unknown[] = []
    const paid: unknown[] = []
    const { result } = renderHook(() => [
      useNotifications('App.Models.User.1', (n: { type: string }) => all.push(n.type), { client: ada.echo }),
      useNotifications('App.Models.User.1', (n: { amount: number }) => paid.push(n.amount), {
        client: ada.echo,
        type: ['App.Notifications.InvoicePaid', 'refund'],
      }),
    ])
    await until(() => result.current.every(({ status }) => status == 'subscribed'))
    const types = ['App\\Notifications\\InvoicePaid', 'App\\Notifications\\OrderShipped', 'refund']
    for (const [amount, type] of types.entries())
      place.server.publish('private-App.Models.User.1', NOTIFICATION, { id: String(amount), type, amount })
    await until(() => all.length == 3)
    expect(all).toEqual(types)
    expect(paid).toEqual([0, 2])
    expect(ada.authorizations).toHaveLength(1)
  })
})

describe('useModel', () => {
  const channel = 'private-App.Models.Order.1'

  it('draws once a frame, and only when something changed', () => {
    const client = createTestClient()
    let drawn = 0
    const { result } = renderHook(() => {
      drawn++
      return useModel<'App.Models.Order', Order>('App.Models.Order', 1, { client })
    })
    const before = drawn
    act(() => {
      for (let total = 0; total < 50; total++)
        client.channel(channel).emit('.OrderUpdated', { model: { id: 1, total } })
      client.clock.paint()
    })
    expect(result.current.data).toEqual({ id: 1, total: 49 })
    expect(drawn).toBe(before + 1)
  })

  it('of another id begins with what is known of that one', () => {
    const client = createTestClient()
    const { rerender, result } = renderHook(
      ({ id }) => useModel('App.Models.Order', id, { client, initial: { id, total: id * 10 } }),
      { initialProps: { id: 1 } },
    )
    rerender({ id: 2 })
    expect(result.current.data).toEqual({ id: 2, total: 20 })
    act(() => {
      client.channel('private-App.Models.Order.2').emit('.OrderUpdated', { model: { total: 21 } })
      client.channel(channel).emit('.OrderUpdated', { model: { total: 11 } })
      client.clock.paint()
    })
    expect(result.current.data).toEqual({ id: 2, total: 21 })
  })

  it('takes only newer versions where `merge` says so, with the latest props', () => {
    interface Versioned {
      content: string
      version: number
    }
    const client = createTestClient()
    const { result } = renderHook(() =>
      useModel<'Document', Versioned>('Document', 7, {
        client,
        channel: 'document.7',
        events: ['DocumentUpdated'],
        initial: { content: 'a', version: 1 },
        merge: (previous, next) =>
          previous && (next.version ?? 0) <= previous.version ? previous : { content: '', version: 0, ...next },
      }),
    )
    const receive = (content: string, version: number): void =>
      act(() => {
        client.channel('private-document.7').emit('DocumentUpdated', { content, version })
        client.clock.paint()
      })
    receive('b', 3)
    receive('late', 2)
    expect(result.current.data).toEqual({ content: 'b', version: 3 })
    receive('c', 4)
    expect(result.current.data.content).toBe('c')
  })

  it('with a handler calls the latest one for each event, and never draws for it', () => {
    const client = createTestClient()
    let drawn = 0
    const { rerender, result } = renderHook(
      ({ handler }) => {
        drawn++
        return useModel<'App.Models.Order', Order>('App.Models.Order', 1, ['updated', 'deleted'], handler, { client })
      },
      { initialProps: { handler: vi.fn() } },
    )
    expect(result.current).toMatchObject({ name: 'App.Models.Order.1', status: 'subscribing' })
    const handler = vi.fn()
    rerender({ handler })
    const before = drawn
    act(() => {
      client.channel(channel).emit('.OrderUpdated', { model: { id: 1, total: 2 } })
      client.channel(channel).emit('.OrderCreated', { model: { id: 1, total: 2 } })
      client.clock.paint()
    })
    expect(handler).toHaveBeenCalledExactlyOnceWith({ model: { id: 1, total: 2 }, event: 'updated' })
    expect(drawn).toBe(before)
    result.current.resubscribe()
    expect(client.channel(channel).resubscriptions).toBe(1)
  })

  it.each([null, undefined, false, ''] as const)('skips the id %j, and nobody else: 0 is one', (id) => {
    const client = createTestClient()
    const { result } = renderHook(() => [
      useModel('App.Models.Order', id, { client }),
      useModel('App.Models.Order', 0, { client }),
    ])
    expect(result.current.map(({ status }) => status)).toEqual(['idle', 'subscribing'])
    expect(client.channel('private-App.Models.Order.0').leases).toBe(1)
  })
})

describe('useNotifications', () => {
  it('hears no type in what is no object', () => {
    const client = createTestClient()
    const handler = vi.fn()
    renderHook(() => useNotifications('user.1', handler, { client, type: 'paid' }))
    for (const payload of [null, 'paid', 7, {}, { type: null }, { type: 'paid' }])
      client.channel('private-user.1').emit('.' + NOTIFICATION, payload)
    expect(handler).toHaveBeenCalledExactlyOnceWith({ type: 'paid' }, expect.objectContaining({ replayed: false }))
  })
})

describe('an activity feed', () => {
  it('is an event hook and a list that is kept short', () => {
    const client = createTestClient()
    const { result } = renderHook(() => {
      const [feed, setFeed] = useState<string[]>([])
      usePrivate(
        'activity',
        'UserActivity',
        (activity: { action: string }) => {
          setFeed((all) => [...all, activity.action].slice(-3))
        },
        { client },
      )
      return feed
    })
    act(() => {
      for (const action of ['a', 'b', 'c', 'd']) client.channel('private-activity').emit('UserActivity', { action })
    })
    expect(result.current).toEqual(['b', 'c', 'd'])
  })
})
