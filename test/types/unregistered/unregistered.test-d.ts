import type {
  Channel,
  EventMeta,
  MemberOf,
  ModelOf,
  NotificationOf,
  PayloadOf,
  PresenceChannel,
  WhisperPayload,
} from '@resound/echo'
import { expectTypeOf, it } from 'vitest'

// A program of its own, in which nothing is registered: what an application has on the day it leaves laravel-echo.

interface User {
  id: number
  name: string
}

declare const channel: Channel<'orders'>
declare const room: PresenceChannel<'room.1'>

it('knows nothing, and says so', () => {
  expectTypeOf<PayloadOf<'orders', 'OrderShipped'>>().toBeUnknown()
  expectTypeOf<MemberOf<'room.1'>>().toBeUnknown()
  expectTypeOf<WhisperPayload<'typing'>>().toBeUnknown()
  expectTypeOf<ModelOf<'App.Models.Order'>>().toEqualTypeOf<Record<string, unknown>>()
  expectTypeOf<NotificationOf>().toEqualTypeOf<{ id: string; type: string } & Record<string, unknown>>()
  expectTypeOf<NotificationOf<'Paid'>['type']>().toEqualTypeOf<'Paid'>()
})

it('takes callbacks that annotate interfaces, numbers and destructured payloads', () => {
  channel
    .listen('OrderShipped', (order: User) => order)
    .listen('.order.paid', ({ total }: { total: number }, meta: EventMeta) => [total, meta])
    .listen('.counted', (count: number) => count)
    .listenForWhisper('typing', (user: User) => user)
    .notification((notification: { amount: number }) => notification)
    .notification((notification: User) => notification)
  room
    .here((users: User[]) => users)
    .here((numbers: number[]) => numbers)
    .joining((user: User) => user)
    .leaving(({ id }: User) => id)
    .whisper('typing', { name: 'Ada' })
})

it('takes callbacks that annotate nothing', () => {
  channel.listen('OrderShipped', (order) => {
    expectTypeOf(order).toBeUnknown()
  })
  channel.notification((notification) => {
    expectTypeOf(notification).toBeUnknown()
  })
  room.here((users) => {
    expectTypeOf(users).toEqualTypeOf<unknown[]>()
  })
})

it('takes callbacks that are typed elsewhere', () => {
  const anything = (...all: unknown[]): unknown => all
  const handler = (user: User): User => user
  channel.listen('OrderShipped', anything).listen('OrderShipped', handler).stopListening('OrderShipped', handler)
  room.here(anything).joining(handler).leaving(handler)
})

it('lets a channel be passed on as any channel', () => {
  const any: Channel = channel
  const anyRoom: PresenceChannel = room
  const all: Record<string, Channel> = { any, room }
  any.listen('OrderShipped', (order: User) => [order, all])
  anyRoom.here((users: User[]) => users)
})
