// One client, as an application would make it with Resound.
// Owns: the client and what it is told. Does not own: its way, and what goes wrong there.
import { Echo, eventLog, polling, reverb, sse, type Platform } from '@resound/echo/core'
import { hear, silence, watched, type Contender, type ContenderOptions, type Signal } from './contender.js'
import { createRecord, type ClientRecord } from './record.js'

/** Makes one of ours. */
export function resound(options: ContenderOptions): Contender {
  const { way, key, channel: name, silenceMs, refresh, random = Math.random } = options
  const record = createRecord()
  const endpoint = `${way.url}/broadcasting/events`
  const { signals, signal } = createSignals()
  let token = 'ada'
  const echo = new Echo({
    broadcaster: reverb({
      key,
      wsHost: '127.0.0.1',
      wsPort: way.port,
      forceTLS: false,
      ...silence(silenceMs),
      ...(options.fallback && { fallback: [sse({ endpoint }), polling({ endpoint })] }),
    }),
    history: eventLog({ endpoint }),
    authEndpoint: `${way.url}/broadcasting/auth`,
    bearerToken: async ({ reason }) => {
      if (reason == 'refresh' && refresh) token = await refresh(token)
      return token
    },
    namespace: false,
    onError: ({ kind, message }) => record.errors.push(`${kind}: ${message}`),
    platform: { ...watched(record), random, signals },
  })
  noteConnections(echo, record)
  const channel = echo.channel(name).on('tick', hear(record))
  channel.gap((gap) => record.gaps.push(gap)).error(({ kind, message }) => record.refusals.push(`${kind}: ${message}`))
  return {
    library: 'Resound',
    way,
    record,
    isSubscribed: () => channel.state.status == 'subscribed',
    state() {
      const { status, transport = '' } = echo.connection.get()
      return { connection: status, transport, channel: channel.state.status }
    },
    signal,
    stop: () => echo.disconnect(),
  }
}

/** The page that it believes to be on, which says what a test wants. */
function createSignals(): { signals: Platform['signals']; signal(signal: Signal): void } {
  const listeners = new Set<(signal: Signal) => void>()
  return {
    signals: {
      watch(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      hidden: () => false,
      online: () => true,
    },
    signal(signal) {
      for (const listener of listeners) listener(signal)
    },
  }
}

function noteConnections({ connection }: Echo, { connectedAt }: ClientRecord): void {
  let before = ''
  connection.subscribe(() => {
    const { status } = connection.get()
    if (status == 'connected' && before != status) connectedAt.push(performance.now())
    before = status
  })
}
