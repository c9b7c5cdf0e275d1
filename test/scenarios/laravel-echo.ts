// One client, as an application would make it with laravel-echo and pusher-js.
// Owns: the client and what it is told. Does not own: its way, and what goes wrong there.
import Theirs from 'laravel-echo'
import { loadLibrary } from '../conformance/support/library-page.js'
import { hear, silence, watched, type Contender, type ContenderOptions } from './contender.js'
import { createRecord } from './record.js'

interface TheirConnection {
  readonly state: string
  bind(event: string, callback: () => void): void
}

/** Makes one of theirs. */
export function laravelEcho({ way, key, channel: name, silenceMs }: ContenderOptions): Contender {
  const record = createRecord()
  const Pusher = loadLibrary('pusher-js/dist/web/pusher.js', watched(record)) as never
  const echo = new Theirs<'reverb'>({
    broadcaster: 'reverb',
    key,
    wsHost: '127.0.0.1',
    wsPort: way.port,
    wssPort: way.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    authEndpoint: `${way.url}/broadcasting/auth`,
    auth: { headers: { Authorization: 'Bearer ada' } },
    withoutInterceptors: true,
    Pusher,
    ...silence(silenceMs),
  })
  const connection = (echo.connector as unknown as { pusher: { connection: TheirConnection } }).pusher.connection
  connection.bind('connected', () => record.connectedAt.push(performance.now()))
  let subscribed = false
  const channel = echo.private(name.replace(/^private-/, ''))
  channel.subscribed(() => (subscribed = true)).error((error: unknown) => record.refusals.push(JSON.stringify(error)))
  channel.listen('.tick', hear(record))
  return {
    library: 'laravel-echo + pusher-js',
    way,
    record,
    isSubscribed: () => subscribed,
    state: () => ({ connection: connection.state, transport: '', channel: '' }),
    signal: () => {},
    stop: () => echo.disconnect(),
  }
}
