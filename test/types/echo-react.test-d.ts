/** What applications write in TypeScript against @laravel/echo-react 2.5, with only the import changed. */
import * as theirs from '@laravel/echo-react'
import type Echo from '@resound/echo'
import type { Channel, PresenceChannel } from '@resound/echo'
import * as ours from '@resound/react/compat'
import { describe, expectTypeOf, it } from 'vitest'

declare global {
  interface Events {
    OrderShipped: { tracking: string }
    OrderPaid: { amount: number }
  }
}

interface User {
  id: number
}

describe('the names of @laravel/echo-react', () => {
  it('are all there', () => {
    expectTypeOf<keyof typeof ours>().toEqualTypeOf<keyof typeof theirs>()
    expectTypeOf<ours.ConnectionStatus>().toEqualTypeOf<theirs.ConnectionStatus>()
  })

  it('take the same arguments', () => {
    type Of<H extends (...given: never[]) => unknown> = Parameters<H>
    expectTypeOf<Of<typeof ours.useEcho>>().toEqualTypeOf<Of<typeof theirs.useEcho>>()
    expectTypeOf<Of<typeof ours.useEchoPublic<User>>>().toEqualTypeOf<Of<typeof theirs.useEchoPublic<User>>>()
    expectTypeOf<Of<typeof ours.useEchoPresence<User>>>().toEqualTypeOf<Of<typeof theirs.useEchoPresence<User>>>()
    expectTypeOf<Of<typeof ours.useEchoNotification<User>>>().toEqualTypeOf<
      Of<typeof theirs.useEchoNotification<User>>
    >()
    expectTypeOf<Of<typeof ours.useEchoModel<User, 'App.Models.User'>>>().toEqualTypeOf<
      Of<typeof theirs.useEchoModel<User, 'App.Models.User'>>
    >()
    expectTypeOf<Of<typeof ours.useChannel>>().toEqualTypeOf<Of<typeof theirs.useChannel>>()
    expectTypeOf<Of<typeof ours.usePresenceChannel>>().toEqualTypeOf<Of<typeof theirs.usePresenceChannel>>()
    expectTypeOf<Of<typeof ours.usePublicChannel>>().toEqualTypeOf<Of<typeof theirs.usePublicChannel>>()
    expectTypeOf(ours.useConnectionStatus).toEqualTypeOf(theirs.useConnectionStatus)
    expectTypeOf(ours.useSocketId).toEqualTypeOf(theirs.useSocketId)
    expectTypeOf(ours.echoIsConfigured).toEqualTypeOf(theirs.echoIsConfigured)
  })

  it('infer the payloads of declared events', () => {
    ours.useEcho('orders.1', 'OrderShipped', ({ tracking }) => expectTypeOf(tracking).toBeString())
    ours.useEcho('orders.1', ['OrderShipped', 'OrderPaid'], (payload) => {
      expectTypeOf(payload).toEqualTypeOf<{ tracking: string } | { amount: number }>()
    })
    ours.useEcho<{ body: string }>('orders.1', '.message', ({ body }) => expectTypeOf(body).toBeString(), [1])
    ours.useEcho<User, 'reverb', 'public'>('orders.1', ['.a'], ({ id }) => id, [], 'public')
    // @ts-expect-error -- an event of another model
    ours.useEchoModel<User, 'App.Models.User'>('App.Models.User', 1, 'OrderUpdated')
    ours.useEchoModel<User, 'App.Models.User'>('App.Models.User', 1, ['UserUpdated', '.UserTrashed'], ({ model }) => {
      expectTypeOf(model).toEqualTypeOf<User>()
    })
    ours.useEchoNotification<{ amount: number }>('App.Models.User.1', (notification) => {
      expectTypeOf(notification).toEqualTypeOf<{ amount: number } & { id: string; type: string }>()
    })
  })

  it('give channels of the kind that was asked for', () => {
    expectTypeOf(ours.useEchoPresence<User>('room').channel()).toExtend<PresenceChannel | null>()
    expectTypeOf(ours.useEcho<User>('room').channel()).toExtend<Channel | null>()
    expectTypeOf(ours.useChannel<'reverb', 'presence'>('room', 'presence').channel()).toExtend<PresenceChannel | null>()
    const { leave, leaveChannel, listen, stopListening } = ours.useEchoPublic<User>('news')
    expectTypeOf([leave, listen, stopListening]).toEqualTypeOf<(() => void)[]>()
    expectTypeOf(leaveChannel).parameters.toEqualTypeOf<[leaveAll?: boolean]>()
  })

  it('are configured as there', () => {
    ours.configureEcho({ broadcaster: 'reverb' })
    ours.configureEcho({ broadcaster: 'null' })
    expectTypeOf(ours.echo<'reverb'>()).toEqualTypeOf<Echo<'reverb'>>()
    // @ts-expect-error -- nobody knows it
    ours.configureEcho({ broadcaster: 'carrier pigeon' })
  })
})
