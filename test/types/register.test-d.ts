import type {
  Channel,
  EventMeta,
  EventName,
  EventsOf,
  HereListener,
  Listener,
  MemberListener,
  MemberOf,
  ModelOf,
  NotificationListener,
  NotificationOf,
  NotificationType,
  PayloadOf,
  PresenceChannel,
  WhisperListener,
  WhisperName,
  WhisperPayload,
} from '@resound/echo'
import { describe, expectTypeOf, it } from 'vitest'

interface Message {
  id: string
  body: string
}
interface Order {
  id: number
  total: number
}
interface Person {
  id: number
  name: string
}
interface Paid {
  amount: number
}

declare module '@resound/echo' {
  interface Register {
    channels: {
      'conversation.{id}': { '.message.created': Message; '.maintenance': { here: true } }
      'conversation.{id}.presence': { '.seen': { by: string } }
      'conversation.lobby': { '.announced': { text: string } }
      orders: { OrderShipped: Order }
      'team.{team}.member.{member}': { '.promoted': { to: string } }
      'team.{team}.member.owner': { '.retired': { on: string } }
      'file.{path}': { '.changed': { bytes: number } }
      'file.{path}.lock': { '.changed': { by: string } }
      'tie.{last}.x': { '.event': 'the first is spelled out' }
      '{first}.abc.x': { '.event': 'the second is spelled out' }
      'user-{id}': { '.renamed': { name: string } }
      'App.Models.Order.{id}': { '.OrderUpdated': { model: Order } }
    }
    events: { '.maintenance': { at: string } }
    presence: {
      'conversation.{id}.presence': Person
      'room.{id}': { id: string }
      'room.{id}.staff': { id: string; role: string }
      flags: true
    }
    whispers: { typing: { name: string } }
    notifications: { 'App\\Notifications\\Paid': Paid; 'App\\Notifications\\Refunded': { reason: string } }
    models: { 'App.Models.Order': Order }
  }
}

declare const conversation: Channel<'conversation.1'>
declare const presence: PresenceChannel<'conversation.1.presence'>
declare const unheardOf: Channel<'weather'>

describe('channel patterns', () => {
  it('give the payload of an event on a channel that fits', () => {
    expectTypeOf<PayloadOf<'conversation.1', '.message.created'>>().toEqualTypeOf<Message>()
    expectTypeOf<PayloadOf<'orders', 'OrderShipped'>>().toEqualTypeOf<Order>()
    expectTypeOf<PayloadOf<'App.Models.Order.7', '.OrderUpdated'>>().toEqualTypeOf<{ model: Order }>()
  })

  it('take a placeholder for a part of a segment', () => {
    expectTypeOf<PayloadOf<'user-7', '.renamed'>>().toEqualTypeOf<{ name: string }>()
  })

  it('fit names put together from what is only known as a number or a string', () => {
    expectTypeOf<PayloadOf<`conversation.${number}`, '.message.created'>>().toEqualTypeOf<Message>()
    expectTypeOf<PayloadOf<`conversation.${string}`, '.message.created'>>().toEqualTypeOf<Message>()
    expectTypeOf<PayloadOf<`conversation.${number}.presence`, '.seen'>>().toEqualTypeOf<{ by: string }>()
    expectTypeOf<PayloadOf<`team.${string}.member.${number}`, '.promoted'>>().toEqualTypeOf<{ to: string }>()
  })

  it('let the longest win, and never make a union of two', () => {
    expectTypeOf<keyof EventsOf<'conversation.1.presence'>>().toEqualTypeOf<'.seen' | '.maintenance'>()
    expectTypeOf<PayloadOf<'conversation.1.presence', '.message.created'>>().toBeUnknown()
    expectTypeOf<PayloadOf<'file.a.lock', '.changed'>>().toEqualTypeOf<{ by: string }>()
    expectTypeOf<PayloadOf<'conversation.lobby', '.announced'>>().toEqualTypeOf<{ text: string }>()
    expectTypeOf<PayloadOf<'conversation.lobby', '.message.created'>>().toBeUnknown()
    expectTypeOf<PayloadOf<'team.1.member.owner', '.retired'>>().toEqualTypeOf<{ on: string }>()
    expectTypeOf<PayloadOf<'team.1.member.owner', '.promoted'>>().toBeUnknown()
  })

  it('prefer, of two that are as long, the one that is spelled out sooner', () => {
    expectTypeOf<PayloadOf<'tie.abc.x', '.event'>>().toEqualTypeOf<'the first is spelled out'>()
    expectTypeOf<PayloadOf<'knot.abc.x', '.event'>>().toEqualTypeOf<'the second is spelled out'>()
  })

  it('give a placeholder dots only where nothing fits without', () => {
    expectTypeOf<PayloadOf<'file.src.index.ts', '.changed'>>().toEqualTypeOf<{ bytes: number }>()
    expectTypeOf<PayloadOf<'file.src.index.lock', '.changed'>>().toEqualTypeOf<{ by: string }>()
    expectTypeOf<PayloadOf<'file.lock', '.changed'>>().toEqualTypeOf<{ bytes: number }>()
  })

  it('know the events of any channel, behind the channel’s own', () => {
    expectTypeOf<PayloadOf<'weather', '.maintenance'>>().toEqualTypeOf<{ at: string }>()
    expectTypeOf<PayloadOf<'orders', '.maintenance'>>().toEqualTypeOf<{ at: string }>()
    expectTypeOf<PayloadOf<'conversation.1', '.maintenance'>>().toEqualTypeOf<{ here: true }>()
    expectTypeOf<PayloadOf<string, '.maintenance'>>().toEqualTypeOf<{ at: string }>()
  })

  it('leave unknown what is not registered', () => {
    expectTypeOf<PayloadOf<'weather', '.rained'>>().toBeUnknown()
    expectTypeOf<PayloadOf<'conversation.1', 'message.created'>>().toBeUnknown()
    expectTypeOf<PayloadOf<'conversation', '.message.created'>>().toBeUnknown()
    expectTypeOf<PayloadOf<string, '.message.created'>>().toBeUnknown()
  })

  it('answer for each of several names and events', () => {
    expectTypeOf<PayloadOf<'conversation.1' | 'file.a', '.message.created'>>().toBeUnknown()
    expectTypeOf<PayloadOf<'file.a' | 'file.a.lock', '.changed'>>().toEqualTypeOf<{ bytes: number } | { by: string }>()
    expectTypeOf<PayloadOf<'conversation.1', '.message.created' | '.maintenance'>>().toEqualTypeOf<
      Message | { here: true }
    >()
  })
})

describe('event names', () => {
  it('suggest the registered ones and allow any other', () => {
    expectTypeOf<'.message.created'>().toExtend<EventName<'conversation.1'>>()
    expectTypeOf<'.whatever'>().toExtend<EventName<'conversation.1'>>()
    expectTypeOf<Extract<EventName<'conversation.1'>, '.message.created'>>().toEqualTypeOf<'.message.created'>()
    expectTypeOf<Extract<EventName<'orders'>, '.message.created'>>().toBeNever()
    expectTypeOf<Extract<WhisperName, 'typing'>>().toEqualTypeOf<'typing'>()
    expectTypeOf<Extract<NotificationType, `${string}Paid`>>().toEqualTypeOf<'App\\Notifications\\Paid'>()
  })
})

describe('listeners', () => {
  it('know their payload without a word from the application', () => {
    conversation.listen('.message.created', (message, meta) => {
      expectTypeOf(message).toEqualTypeOf<Message>()
      expectTypeOf(meta).toEqualTypeOf<EventMeta>()
    })
    unheardOf.listen('.rained', (payload) => {
      expectTypeOf(payload).toBeUnknown()
    })
  })

  it('may annotate the payload of an unregistered event as they like', () => {
    unheardOf.listen('.rained', (payload: Order) => payload)
    unheardOf.listen('.rained', (payload: number, meta: EventMeta) => [payload, meta])
    conversation.listen('.unheard.of', ({ total }: { total: number }) => total)
    conversation.listen('.message.created', () => undefined)
  })

  it('may say more or less of a registered payload, and nothing that contradicts it', () => {
    conversation.listen('.message.created', (message: { body: string }) => message)
    conversation.listen('.message.created', (message: Message & { starred: boolean }) => message)
    // @ts-expect-error a message's id is text
    conversation.listen('.message.created', (message: { id: number; body: string }) => message)
    // @ts-expect-error a message is no number
    conversation.listen('.message.created', (message: number) => message)
    // @ts-expect-error there is no such property
    conversation.listen('.message.created', (message) => message.title)
    // @ts-expect-error the second argument is what is known beside the payload
    conversation.listen('.message.created', (message: Message, meta: number) => [message, meta])
  })

  it('of a channel held as any channel take whatever they are given', () => {
    const channel: Channel = conversation
    const members: PresenceChannel = presence
    const channels: Channel[] = [conversation, presence, unheardOf]
    channel.listen('.message.created', (payload: Order) => [payload, channels])
    channel.listen('.maintenance', (notice) => {
      expectTypeOf(notice).toEqualTypeOf<{ at: string }>()
    })
    members.here((people: Order[]) => people)
    expectTypeOf<Listener<string, string>>().parameter(0).toBeUnknown()
  })
})

describe('presence members', () => {
  it('are found by the longest pattern', () => {
    expectTypeOf<MemberOf<'conversation.1.presence'>>().toEqualTypeOf<Person>()
    expectTypeOf<MemberOf<'room.1'>>().toEqualTypeOf<{ id: string }>()
    expectTypeOf<MemberOf<'room.1.staff'>>().toEqualTypeOf<{ id: string; role: string }>()
    expectTypeOf<MemberOf<`room.${number}`>>().toEqualTypeOf<{ id: string }>()
  })

  it('may be anything that a server makes a member', () => {
    expectTypeOf<MemberOf<'flags'>>().toEqualTypeOf<true>()
    expectTypeOf<MemberOf<'weather'>>().toBeUnknown()
    expectTypeOf<MemberOf<'weather', Person>>().toEqualTypeOf<Person>()
  })

  it('come typed to here, joining and leaving', () => {
    presence.here((members) => {
      expectTypeOf(members).toEqualTypeOf<Person[]>()
    })
    presence.joining((member) => {
      expectTypeOf(member).toEqualTypeOf<Person>()
    })
    presence.here((members: { name: string }[]) => members)
    presence.leaving((member: Person & { avatar: string }) => member)
    // @ts-expect-error a person's name is text
    presence.here((members: { name: number }[]) => members)
    // @ts-expect-error a person is no number
    presence.leaving((member: number) => member)
    expectTypeOf<HereListener<'room.1'>>().parameter(0).toEqualTypeOf<{ id: string }[]>()
    expectTypeOf<MemberListener<'room.1'>>().parameter(0).toEqualTypeOf<{ id: string }>()
  })
})

describe('whispers', () => {
  it('are typed when they are sent and when they are heard', () => {
    expectTypeOf<WhisperPayload<'typing'>>().toEqualTypeOf<{ name: string }>()
    expectTypeOf<WhisperPayload<'waving'>>().toBeUnknown()
    expectTypeOf<WhisperListener<'typing'>>().parameter(0).toEqualTypeOf<{ name: string }>()
    presence.whisper('typing', { name: 'Ada' })
    presence.whisper('waving', 5)
    // @ts-expect-error a name is text
    presence.whisper('typing', { name: 5 })
    presence.listenForWhisper('typing', (whisper) => {
      expectTypeOf(whisper).toEqualTypeOf<{ name: string }>()
    })
    presence.listenForWhisper('waving', (hand: { left: boolean }) => hand)
    // @ts-expect-error a name is text
    presence.listenForWhisper('typing', (whisper: { name: number }) => whisper)
  })
})

describe('notifications', () => {
  type OfPaid = { id: string; type: 'App\\Notifications\\Paid' } & Paid

  it('are told apart by their type', () => {
    expectTypeOf<NotificationOf<'App\\Notifications\\Paid'>>().toEqualTypeOf<OfPaid>()
    conversation.notification((notification) => {
      if (notification.type == 'App\\Notifications\\Paid') expectTypeOf(notification.amount).toBeNumber()
      else expectTypeOf(notification.reason).toBeString()
    })
  })

  it('of a class that is not registered have what all of them have', () => {
    expectTypeOf<NotificationOf<'Sent'>['id']>().toBeString()
    expectTypeOf<NotificationOf<'Sent'>['type']>().toEqualTypeOf<'Sent'>()
    expectTypeOf<NotificationOf<'Sent'>['subject']>().toBeUnknown()
    expectTypeOf<NotificationListener<'Sent'>>().parameter(0).toBeUnknown()
  })

  it('may be annotated', () => {
    conversation.notification((notification: OfPaid) => notification)
    conversation.notification<'Sent'>((notification: { subject: string }) => notification)
    // @ts-expect-error an amount is a number
    conversation.notification<'App\\Notifications\\Paid'>((notification: { amount: string }) => notification)
  })
})

describe('models', () => {
  it('are found by their name', () => {
    expectTypeOf<ModelOf<'App.Models.Order'>>().toEqualTypeOf<Order>()
    expectTypeOf<ModelOf<'App.Models.Invoice'>>().toEqualTypeOf<Record<string, unknown>>()
  })
})
