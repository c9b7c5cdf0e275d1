/** What applications write in TypeScript against laravel-echo 2.5, with only the import changed. */
import Echo, {
  Channel,
  Connector,
  Echo as NamedEcho,
  EventFormatter,
  type Broadcaster,
  type BroadcastDriver,
  type ConnectionStatus,
  type EchoOptions,
  type PresenceChannel,
  type PrivateChannel,
} from '@resound/echo'
import { describe, expectTypeOf, it } from 'vitest'

declare global {
  interface Window {
    Echo: Echo<'reverb'>
    EchoFactory: typeof Echo
  }
}

interface User {
  id: number
  name: string
}

describe('construction', () => {
  it('infers the broadcaster', () => {
    const echo = new Echo({
      broadcaster: 'reverb',
      key: 'key',
      wsHost: 'localhost',
      wsPort: 8080,
      wssPort: 443,
      forceTLS: false,
      enabledTransports: ['ws', 'wss'],
    })
    expectTypeOf(echo).toEqualTypeOf<Echo<'reverb'>>()
    expectTypeOf(echo.connector.pusher.connection.state).toExtend<string>()
    expectTypeOf(new Echo({ broadcaster: 'null' })).toEqualTypeOf<Echo<'null'>>()
  })

  it('takes what an environment gives: texts, and nothing', () => {
    const env = {} as { PORT?: string; HOST?: string; KEY?: string }
    window.Echo = new Echo({
      broadcaster: 'reverb',
      key: env.KEY,
      wsHost: env.HOST,
      wsPort: env.PORT ?? 80,
      wssPort: env.PORT ?? 443,
      forceTLS: (env.HOST ?? 'https') === 'https',
      authEndpoint: '/api/broadcasting/auth',
      auth: { headers: { Authorization: 'Bearer token', Accept: 'application/json' } },
      csrfToken: null,
      bearerToken: null,
      namespace: false,
      disableStats: true,
      withoutInterceptors: true,
    })
  })

  it('takes authorizers, annotated or not', () => {
    new Echo({
      broadcaster: 'reverb',
      key: 'key',
      authorizer: (channel, options) => ({
        authorize: (socketId, callback) => {
          expectTypeOf(channel.name).toBeString()
          expectTypeOf(options.authEndpoint).toBeString()
          expectTypeOf(socketId).toBeString()
          callback(false, { auth: 'a' })
          callback(new Error('no'), null)
          callback(true)
        },
      }),
    })
    new Echo({
      broadcaster: 'reverb',
      key: 'key',
      authorizer: (channel: { name: string }) => ({
        authorize: (socketId: string, callback: (error: boolean | Error | null, data: unknown) => void) => {
          fetch('/auth', { method: 'POST', body: JSON.stringify({ socketId, channel_name: channel.name }) })
            .then((response) => response.json())
            .then((data: unknown) => {
              callback(false, data)
            })
            .catch((error: unknown) => {
              callback(error as Error, null)
            })
        },
      }),
      channelAuthorization: { endpoint: '/auth', transport: 'ajax', headersProvider: () => ({ 'X-One': '1' }) },
    })
  })

  it('takes options whose type is not known', () => {
    const options = JSON.parse('{}') as EchoOptions<'reverb'>
    expectTypeOf(new Echo(options)).toExtend<Echo>()
    expectTypeOf(new Echo(JSON.parse('{}'))).toExtend<Echo>()
  })

  it('refuses a broadcaster that it does not know', () => {
    // @ts-expect-error there is none of that name
    new Echo({ broadcaster: 'foo' })
    // @ts-expect-error one is needed
    new Echo({ key: 'key' })
  })
})

describe('the names of laravel-echo', () => {
  it('are there as types', () => {
    expectTypeOf<BroadcastDriver>().toEqualTypeOf<
      'reverb' | 'pusher' | 'ably' | 'socket.io' | 'websocket' | 'sse' | 'polling' | 'null' | 'log'
    >()
    expectTypeOf<ConnectionStatus>().toEqualTypeOf<
      'connected' | 'disconnected' | 'connecting' | 'reconnecting' | 'failed'
    >()
    expectTypeOf<Broadcaster['reverb']['private']>().toExtend<PrivateChannel>()
    expectTypeOf<Broadcaster['reverb']['presence']>().toExtend<PresenceChannel>()
    expectTypeOf<EchoOptions<'reverb'>>().toHaveProperty('broadcaster')
    expectTypeOf(NamedEcho).toEqualTypeOf(Echo)
  })

  it('leave the parameter of Echo out, or say anything', () => {
    let echo: Echo | undefined = undefined as Echo | undefined
    echo = new Echo({ broadcaster: 'reverb', key: 'key' })
    echo = new Echo({ broadcaster: 'null' })
    expectTypeOf(echo.private('x')).toExtend<Channel>()
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as applications write it
    expectTypeOf(new Echo({ broadcaster: 'reverb', key: 'key' })).toExtend<Echo<any>>()
  })

  it('are values to extend', () => {
    class Mine extends Channel {
      override listen(event: string, callback: (data: unknown) => void): this {
        callback(event)
        return this
      }
      override stopListening(): this {
        return this
      }
      override subscribed(): this {
        return this
      }
      override error(): this {
        return this
      }
    }
    expectTypeOf(new Mine().notification(() => undefined)).toEqualTypeOf<Mine>()
    expectTypeOf(Connector).toExtend<abstract new (options: object) => { connect(): void }>()
    expectTypeOf(new EventFormatter('App.Events').format('X')).toBeString()
  })
})

describe('Livewire', () => {
  it('picks a method by name, and listens', () => {
    const kind = 'private' as 'channel' | 'private' | 'encryptedPrivate'
    const name = 'orders.1' as string
    window.Echo[kind](name).listen('OrderShipped', (event: { id: number }) => event.id)
    const event = 'here' as 'here' | 'joining' | 'leaving'
    window.Echo.join(name)[event]((users: User[]) => users.length)
    window.Echo.leaveChannel(name)
    expectTypeOf(window.Echo.socketId()).toEqualTypeOf<string | undefined>()
  })
})

describe('Filament', () => {
  it('uses a factory on the window', () => {
    const options = {} as Record<string, unknown>
    window.EchoFactory = Echo
    window.Echo = new window.EchoFactory<'reverb'>(options as never)
    window.Echo.private('App.Models.User.1')
      .notification((notification: { id: string; type: string }) => notification.id)
      .listen('.database-notifications.sent', () => undefined)
  })
})

describe('turbo-laravel', () => {
  it('holds a channel in a variable that may be empty', () => {
    let channel: Channel | null = null as Channel | null
    channel = window.Echo.private('x')
    channel.listen('.Tonysm\\TurboLaravel\\Events\\TurboStreamBroadcast', (event: { message: string }) => event.message)
    window.Echo.leave('x')
  })
})

describe('plain TypeScript', () => {
  it('reaches through to pusher-js', () => {
    const { pusher } = window.Echo.connector
    pusher.connection.bind('state_change', ({ previous, current }: { previous: string; current: string }) => {
      console.log(previous, current)
    })
    pusher.connection.bind('connected', () => undefined)
    pusher.connection.unbind('connected')
    expectTypeOf(pusher.connection.socket_id).toBeString()
    const { subscription } = window.Echo.private('x').listen('Y', () => undefined)
    subscription.bind('client-typing', (data: { name: string }) => data.name).unbind('client-typing')
    expectTypeOf(subscription.subscribed).toBeBoolean()
    expectTypeOf(window.Echo.join('x').subscription.members?.count).toEqualTypeOf<number | undefined>()
    expectTypeOf(window.Echo.join('x').pusher.channels.find('presence-x').subscribed).toBeBoolean()
    window.Echo.connector.options.auth.headers.Authorization = 'Bearer token'
    window.Echo.options.bearerToken = 'token'
    window.Echo.connector.signin()
  })

  it('has callbacks typed as functions and no more, as laravel-echo’s types have them', () => {
    const callback: CallableFunction = () => undefined
    // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- as applications write it
    const any: Function = callback
    const channel: Channel = window.Echo.private('x').listen('Y', any).listen('Y', callback)
    channel
      .listenToAll(any)
      .notification<'Sent'>(any)
      .listenForWhisper('waving', any)
      .subscribed(any)
      .error(any)
      .on('y', any)
    channel.stopListening('Y', any).stopListeningToAll(any).stopListeningForNotification(any)
    channel.stopListeningForWhisper('typing', any)
    const room: PresenceChannel = window.Echo.join('x').here(any).joining(any).leaving(any)
    window.Echo.listen('x', 'Y', any)
    const kind = 'join' as 'channel' | 'private' | 'join'
    expectTypeOf(window.Echo[kind]('x').listen('Y', (event: { id: number }) => event.id)).toExtend<Channel>()
    expectTypeOf(room).toExtend<Channel>()
  })

  it('uses presence channels with a type of its own', () => {
    const room: PresenceChannel = window.Echo.join('room.1')
    room
      .here((users: User[]) => users.map(({ name }) => name))
      .joining((user: User) => user.id)
      .leaving((user: User) => user.id)
      .listenForWhisper('typing', (event: { name: string }) => event.name)
      .error((error: { type: string; status?: number | undefined }) => error.status)
      .whisper('typing', { name: 'Ada' })
  })

  it('extends Echo', () => {
    class Mine extends Echo<'reverb'> {
      override connect(): void {
        super.connect()
      }
      override socketId(): string | undefined {
        return super.socketId()
      }
    }
    expectTypeOf(new Mine({ broadcaster: 'reverb', key: 'key' })).toExtend<Echo<'reverb'>>()
  })

  it('gives any channel of any connector of its own', () => {
    class Own {
      channel(name: string): { name: string } {
        return { name }
      }
    }
    const echo = new Echo<'function'>({ broadcaster: Own })
    expectTypeOf(echo.channel('x')).toBeAny()
    expectTypeOf(echo.connector).toBeAny()
    expectTypeOf(new Echo({ broadcaster: Own }).socketId()).toEqualTypeOf<string | undefined>()
  })
})
