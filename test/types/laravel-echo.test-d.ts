/** Types that public applications write on laravel-echo 2.x, with only the import changed: what compiles there compiles here. */
/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/consistent-generic-constructors, @typescript-eslint/consistent-type-imports -- as applications write it */
/* eslint-disable @typescript-eslint/no-unnecessary-type-assertion, @typescript-eslint/no-unsafe-class-instance-assignment -- likewise */
import Echo, {
  type Broadcaster,
  type BroadcastDriver,
  type Channel,
  type EchoOptions,
  type PresenceChannel,
} from '@resound/echo'
import Pusher, { type Channel as LibraryChannel, type ChannelAuthorizationCallback } from 'pusher-js'
import { describe, expectTypeOf, it } from 'vitest'
import { reactive, ref } from 'vue'

const options = { broadcaster: 'reverb', key: 'k', wsHost: 'h' } as const
const echo = new Echo(options)

describe('an Echo is kept', () => {
  it('under any name for its type', () => {
    const anyone: Echo<any> = echo
    const one: Echo<keyof Broadcaster> = new Echo({ broadcaster: 'pusher', key: 'k', cluster: 'mt1' })
    const driver = echo as unknown as Echo<BroadcastDriver>
    const instance: InstanceType<typeof Echo<'reverb'>> = echo
    const imported: import('@resound/echo').default<'reverb'> = echo
    for (const each of [anyone, one, driver, instance, imported]) expectTypeOf(each.disconnect).toBeFunction()
    anyone.private('x').listen('.y', ({ id }: any) => id)
    anyone.join('x').here((members: any[]) => members)
    anyone.options.auth.headers.Authorization = 'Bearer token'
  })

  it('in what Vue makes of it', () => {
    const kept = ref<Echo<'reverb'> | null>(null)
    kept.value = new Echo(options)
    kept.value.private('x').listen('.y', ({ id }: { id: number }) => id)
    const room = ref<PresenceChannel | null>(null)
    room.value = kept.value.join('x')
    room.value.whisper('moved', { by: 1 }).listenForWhisper('moved', ({ by }: { by: number }) => by)
    const state = reactive<{ echo: Echo<any> | null; channels: Map<string, Channel> }>({
      echo: null,
      channels: new Map(),
    })
    state.echo = new Echo(options)
    state.channels.set('x', kept.value.private('x'))
  })

  it('as one of two', () => {
    const either = echo as Echo<'reverb'> | Echo<'pusher'> | null
    either?.private('x').listen('.y', ({ id }: { id: number }) => id)
    either?.join('x').here((members: { id: number }[]) => members.length)
    either?.connector.pusher.connection.bind('connected', () => undefined)
  })

  it('by an interface that knows more, or less', () => {
    interface Relaxed extends Echo<'reverb'> {
      connector: any
      subscribed?: Set<string>
    }
    const relaxed: Relaxed = new Echo(options)
    relaxed.connector.anything()
    expectTypeOf(relaxed.subscribed).toEqualTypeOf<Set<string> | undefined>()
    const part: Pick<Echo<'reverb'>, 'leave' | 'socketId'> = { leave: () => undefined, socketId: () => undefined }
    part.leave('x')
    expectTypeOf(echo).toExtend<typeof part>()
  })

  it('as a promise, of a module that is loaded when it is needed', () => {
    const load = async (): Promise<Echo<'reverb'>> => new (await import('@resound/echo')).default(options)
    expectTypeOf(load).returns.resolves.toEqualTypeOf<Echo<'reverb'>>()
  })
})

describe('options are typed', () => {
  it('by the type of their broadcaster, whole or in part', () => {
    const whole: EchoOptions<'pusher'> = {
      broadcaster: 'pusher',
      Pusher,
      key: 'k',
      cluster: 'mt1',
      wsHost: 'h',
      wsPort: 1,
    }
    const part: Partial<EchoOptions<'reverb'>> = { wsHost: 'h' }
    const any: EchoOptions<BroadcastDriver> = { broadcaster: 'reverb', key: 'k' }
    expectTypeOf(any).toHaveProperty('broadcaster')
    expectTypeOf(new Echo(whole)).toExtend<Echo>()
    expectTypeOf(new Echo({ ...options, ...part })).toEqualTypeOf<Echo<'reverb'>>()
  })

  it('by the parameters of the constructor', () => {
    const first: ConstructorParameters<typeof Echo<'pusher'>>[0] = { broadcaster: 'pusher', key: 'k', cluster: 'mt1' }
    new Echo(first)
    new Echo({ broadcaster: 'reverb', key: 'k' } as ConstructorParameters<typeof Echo>[0])
    const Loose = Echo as unknown as new (given: any) => Echo<'pusher'>
    expectTypeOf(new Loose({}).private('x')).toExtend<Channel>()
  })

  it('with authorizers whose channel is said to be one of pusher-js', () => {
    new Echo({
      ...options,
      authorizer: (channel: LibraryChannel) => ({
        authorize(socketId: string, callback: ChannelAuthorizationCallback) {
          fetch(channel.name + socketId)
            .then((response) => response.json())
            .then((data: { auth: string }) => {
              callback(null, data)
            })
            .catch((error: unknown) => {
              callback(error as Error, null)
            })
        },
      }),
    })
    new Echo({
      ...options,
      authorizer: (channel: LibraryChannel, { authEndpoint }: { authEndpoint: string }) => ({
        authorize: (socketId: string, callback: (error: object | null, data?: object) => void) => {
          callback(null, { auth: authEndpoint + socketId + channel.name })
        },
      }),
    })
  })

  it('while they are changed', () => {
    echo.options.auth = { headers: { Authorization: 'Bearer token' } }
    echo.options.auth.headers['X-CSRF-TOKEN'] = 'token'
    if (echo.options.broadcaster === 'pusher') echo.options.broadcaster = 'null'
    echo.options.wsHost = 'other'
  })
})

describe('channels are kept', () => {
  it('by what the methods return', () => {
    type PrivateChannel = ReturnType<Echo<'reverb'>['private']>
    let held: PrivateChannel | null = null as PrivateChannel | null
    const open = (name: string): PrivateChannel => echo.private(name)
    held = open('orders.1')
    held = echo.private('orders.2')
    held = echo.private(`orders.${3 as number}`)
    expectTypeOf(held).toExtend<Channel>()
    const other: ReturnType<typeof echo.channel> = echo.channel('news')
    const room: ReturnType<Echo<'reverb'>['join']> = echo.join('room.1')
    const secret: ReturnType<Echo<'reverb'>['encryptedPrivate']> = echo.encryptedPrivate('x')
    for (const channel of [other, room, secret]) channel.stopListening('.x')
  })

  it('by the table of broadcasters, or all together', () => {
    const table: Pick<Broadcaster['reverb'], 'connector' | 'presence' | 'private' | 'public'> = {
      connector: echo.connector,
      presence: echo.join('x'),
      private: echo.private('x'),
      public: echo.channel('x'),
    }
    const all: (Channel | PresenceChannel)[] = [table.presence, table.private, table.public]
    const byName = new Map<string, Channel>(all.map((channel) => [channel.name as string, channel]))
    expectTypeOf(byName.get('x')).toEqualTypeOf<Channel | undefined>()
    for (const [name, channel] of Object.entries(echo.connector.channels))
      expectTypeOf([name, channel.name]).toExtend<any[]>()
  })

  it('by fakes that say they are theirs', () => {
    class FakeChannel {
      listen(event: string, callback: (payload: any) => void): this {
        callback(event)
        return this
      }
    }
    class FakeEcho extends Echo<'null'> {
      channels: Record<string, FakeChannel> = {}
      override private(name: string) {
        return (this.channels[name] = new FakeChannel()) as unknown as Broadcaster['null']['private']
      }
    }
    new FakeEcho({ broadcaster: 'null' }).private('x').listen('.y', () => undefined)
  })
})

describe('what is reached through to has the types of pusher-js', () => {
  it('so that it can be said to be its', () => {
    const pusher = echo.connector.pusher as Pusher
    pusher.connection.bind('connected', () => undefined)
    const subscription = echo.private('x').subscription as LibraryChannel
    expectTypeOf(subscription.subscribed).toBeBoolean()
    expectTypeOf((echo.connector as unknown as { pusher?: Pusher }).pusher).toEqualTypeOf<Pusher | undefined>()
  })

  it('with texts that pusher-js has as texts, and channels that it has without a doubt', () => {
    const { connection } = echo.connector.pusher
    expectTypeOf(connection.socket_id).toBeString()
    const state: string = connection.state
    expectTypeOf(connection.state === 'reconnecting' || state === 'closed').toBeBoolean()
    echo.connector.pusher.channel('private-x').bind('y', () => undefined)
    expectTypeOf(connection.connection).toEqualTypeOf<{ readonly id: string } | null>()
    echo.connector.pusher.config.auth.headers.Authorization = 'Bearer token'
    if ('pusher' in echo.connector) echo.connector.pusher.connect()
  })

  it('and the formatter of event names', () => {
    const channel = echo.private('x')
    channel.subscription.bind(channel.eventFormatter.format('Posted'), (data: { id: number }) => data.id, {})
  })
})
