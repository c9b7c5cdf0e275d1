import {
  configureEcho,
  useChannel,
  useConnectionState,
  useEchoClient,
  usePresence,
  usePrivate,
  useStream,
  useStreamMessage,
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
      on: { '.seen': ({ by }) => expectTypeOf(by).toBeString() },
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
