import {
  configureEcho,
  useChannel,
  useConnectionState,
  useEchoClient,
  useEventStream,
  useModel,
  useNotifications,
  usePresence,
  usePrivate,
  useStream,
  useStreamMessage,
  useTyping,
  useWhisper,
  type ChannelHandle,
  type ConnectionState,
  type StreamMessage,
} from '@resound/react'
import { Echo, nullBroadcaster, type EchoClient } from '@resound/echo/core'
import { describe, expectTypeOf, it } from 'vitest'
// Its register is this one's: it holds for a whole program.
import './register.test-d.js'

describe('the event hooks', () => {
  it('know the payload of a registered event, and which event it is', () => {
    const handle = usePrivate('conversation.1', '.message.created', (message, meta) => {
      expectTypeOf(message).toEqualTypeOf<{ id: string; body: string }>()
      expectTypeOf(meta.event).toEqualTypeOf<'.message.created'>()
      expectTypeOf(meta.userId).toEqualTypeOf<string | undefined>()
    })
    expectTypeOf(handle).toEqualTypeOf<ChannelHandle<'conversation.1'>>()
  })

  it('know the payloads of several events', () => {
    useChannel('conversation.1', ['.message.created', '.maintenance'], (payload, { event }) => {
      expectTypeOf(payload).toEqualTypeOf<{ id: string; body: string } | { here: true }>()
      expectTypeOf(event).toEqualTypeOf<'.message.created' | '.maintenance'>()
    })
  })

  it('know the payload of each handler of a map', () => {
    usePrivate('conversation.1', {
      '.message.created': (message) => expectTypeOf(message.body).toBeString(),
      '.maintenance': ({ here }) => expectTypeOf(here).toEqualTypeOf<true>(),
    })
  })

  it('take what is not registered, and parameters that are annotated', () => {
    useChannel('weather', '.rain', (payload) => expectTypeOf(payload).toBeUnknown())
    useChannel('weather', '.rain', ({ mm }: { mm: number }) => expectTypeOf(mm).toBeNumber())
    useChannel(`weather.${String(1)}`, 'Rain', (payload: { mm: number }) => expectTypeOf(payload.mm).toBeNumber())
    useChannel('weather', { '.rain': (payload) => expectTypeOf(payload).toBeUnknown() })
  })

  it('do not take a handler that contradicts the register', () => {
    // @ts-expect-error -- the body is a text
    usePrivate('conversation.1', '.message.created', (message: { body: number }) => message)
  })

  it('skip what is falsy', () => {
    expectTypeOf(useChannel(null)).toEqualTypeOf<ChannelHandle>()
    const id = undefined as string | undefined
    expectTypeOf(usePrivate(id && `conversation.${id}`).name).toEqualTypeOf<`conversation.${string}` | '' | null>()
  })

  it('know what a whisper carries', () => {
    const { whisper } = usePrivate('conversation.1')
    whisper('typing', { name: 'Ada' })
    whisper('anything', 1)
    // @ts-expect-error -- its name is missing
    whisper('typing', {})
  })
})

describe('the presence hook', () => {
  it('knows the members of a registered channel', () => {
    const { byId, me, members, typing } = usePresence('conversation.1.presence', {
      onJoin: (member) => expectTypeOf(member).toEqualTypeOf<{ id: number; name: string }>(),
      on: {
        '.seen': ({ by }) => expectTypeOf(by).toBeString(),
        '.client-wave': ({ x }: { x: number }, { userId }) => [x, userId],
      },
    })
    expectTypeOf(members).toEqualTypeOf<readonly { id: number; name: string }[]>()
    expectTypeOf(typing).toEqualTypeOf(members)
    expectTypeOf(me).toEqualTypeOf<{ id: number; name: string } | null>()
    expectTypeOf(byId.get('1')).toEqualTypeOf<{ id: number; name: string } | undefined>()
  })

  it('knows what is selected', () => {
    const count = usePresence('conversation.1.presence', ({ members }) => members.map(({ name }) => name).length)
    expectTypeOf(count).toBeNumber()
  })

  it('takes members that are not registered for objects with an id', () => {
    const { me } = usePresence('elsewhere')
    expectTypeOf(me?.id).toEqualTypeOf<string | number | undefined>()
    expectTypeOf(usePresence<'elsewhere', { nick: string }>('elsewhere').me).toEqualTypeOf<{ nick: string } | null>()
  })
})

describe('the typing hook', () => {
  it('knows the members of a registered channel', () => {
    const { keystroke, typing } = useTyping('conversation.1.presence', { stopAfter: 1_000 })
    expectTypeOf(typing).toEqualTypeOf<readonly { id: number; name: string }[]>()
    expectTypeOf(keystroke).parameters.toEqualTypeOf<[]>()
    expectTypeOf(useTyping('elsewhere').typing[0]?.id).toEqualTypeOf<string | number | undefined>()
  })
})

describe('the whisper hook', () => {
  it('knows what a registered whisper carries', () => {
    const send = useWhisper('conversation.1', 'typing', (data, { userId }) => {
      expectTypeOf(data).toEqualTypeOf<{ name: string }>()
      expectTypeOf(userId).toEqualTypeOf<string | undefined>()
    })
    expectTypeOf(send).parameters.toEqualTypeOf<[data: { name: string }]>()
    // @ts-expect-error -- its name is missing
    send({})
  })

  it('takes for others what the application says that they carry', () => {
    expectTypeOf(useWhisper<{ x: number }>('conversation.1', 'cursor')).parameters.toEqualTypeOf<
      [data: { x: number }]
    >()
    const send = useWhisper('conversation.1', 'cursor', ({ x }: { x: number }) => x)
    expectTypeOf(send).parameters.toEqualTypeOf<[data: { x: number }]>()
    expectTypeOf(useWhisper('conversation.1', 'wave')).parameters.toEqualTypeOf<[data: unknown]>()
  })
})

describe('the notification hook', () => {
  it('knows what the registered classes carry', () => {
    useNotifications(
      'App.Models.User.1',
      ({ amount, type }) => {
        expectTypeOf(amount).toBeNumber()
        expectTypeOf(type).toEqualTypeOf<'App\\Notifications\\Paid'>()
      },
      { type: 'App\\Notifications\\Paid' },
    )
    useNotifications('App.Models.User.1', ({ id }) => expectTypeOf(id).toBeString())
    useNotifications('App.Models.User.1', ({ text }: { text: string }) => text, { type: 'App.Notifications.Other' })
  })
})

describe('the model hook', () => {
  interface Order {
    id: number
    total: number
  }
  it('knows a registered model, and whether there is one yet', () => {
    expectTypeOf(useModel('App.Models.Order', 1).data).toEqualTypeOf<Order | undefined>()
    expectTypeOf(useModel('App.Models.Order', 1, { initial: { id: 1, total: 2 } }).data).toEqualTypeOf<Order>()
    useModel('App.Models.Order', 1, {
      merge: (previous, next) => {
        expectTypeOf(previous).toEqualTypeOf<Order | undefined>()
        expectTypeOf(next).toEqualTypeOf<Partial<Order>>()
        return { id: 1, total: 0, ...previous, ...next }
      },
    })
    // @ts-expect-error -- its total is missing
    useModel('App.Models.Order', 1, { initial: { id: 1 } })
  })

  it('with a handler gives a channel', () => {
    const handle = useModel('App.Models.Order', 1, ['updated', 'forceDeleted'], ({ event, model }) => {
      expectTypeOf(event).toExtend<string>()
      expectTypeOf(model).toEqualTypeOf<Order>()
    })
    expectTypeOf(handle).toEqualTypeOf<ChannelHandle>()
    expectTypeOf(useModel('App.Models.Other', null).data).toEqualTypeOf<Record<string, unknown> | undefined>()
    expectTypeOf(useModel<'Document', { version: number }>('Document', 1).data?.version).toEqualTypeOf<
      number | undefined
    >()
  })
})

describe('the hook of event streams', () => {
  it('knows what an event is said to carry', () => {
    const { data, status } = useEventStream<{ progress: number }>('/progress', {
      until: ({ progress }) => progress >= 100,
    })
    expectTypeOf(data).toEqualTypeOf<{ progress: number } | undefined>()
    expectTypeOf(status).toEqualTypeOf<'idle' | 'connecting' | 'open' | 'waiting' | 'completed' | 'failed' | 'closed'>()
    expectTypeOf(useEventStream(null).data).toBeUnknown()
  })

  it('knows what is made of all of them', () => {
    const { data } = useEventStream<string, string[]>('/log', {
      initial: [],
      parse: String,
      reduce: (lines, line) => [...lines, line],
    })
    expectTypeOf(data).toEqualTypeOf<string[]>()
    // @ts-expect-error -- what it begins with is missing
    useEventStream<string, string[]>('/log', { reduce: (lines, line) => [...lines, line] })
  })
})

describe('the stream hooks', () => {
  it('know what a message carries beside its text', () => {
    const { byId, messages } = useStream<{ model: string }>('conversation.1', {
      onFinish: ({ meta }) => expectTypeOf(meta).toEqualTypeOf<{ model: string } | undefined>(),
      resume: async ({ after, id, reason }) => {
        expectTypeOf(reason).toEqualTypeOf<'mount' | 'reconnect' | 'gap'>()
        return [{ id, text: String(after), sequence: after + 1 }]
      },
    })
    expectTypeOf(messages).toEqualTypeOf<readonly StreamMessage<{ model: string }>[]>()
    expectTypeOf(byId.get('m')?.meta?.model).toEqualTypeOf<string | undefined>()
    expectTypeOf(useStreamMessage('conversation.1', 'm')).toEqualTypeOf<StreamMessage | undefined>()
  })
})

describe('the client', () => {
  it('is an Echo, or what the application says that it is', () => {
    expectTypeOf(useEchoClient()).toEqualTypeOf<Echo>()
    interface Mine extends EchoClient {
      readonly mine: true
    }
    expectTypeOf(useEchoClient<Mine>().mine).toEqualTypeOf<true>()
    // @ts-expect-error -- no client
    useEchoClient<string>()
  })

  it('is configured by options, itself, or a function that makes it', () => {
    const options = { broadcaster: nullBroadcaster() }
    configureEcho(options)
    configureEcho(new Echo(options))
    configureEcho(() => new Echo(options))
    // @ts-expect-error -- broadcasters by name are in the main entry
    configureEcho({ broadcaster: 'reverb' })
  })

  it('has a state of which a part can be selected', () => {
    expectTypeOf(useConnectionState()).toEqualTypeOf<ConnectionState>()
    expectTypeOf(useConnectionState(({ status }) => status == 'connected')).toBeBoolean()
  })
})
