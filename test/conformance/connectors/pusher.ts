import { Echo as EchoByName } from '@resound/echo'
// There at once: until it is, pusher-js makes attempts of its own, which are not to be counted (test/compat/pusher-later.test.ts).
import '../../../packages/echo/src/connectors/pusher-connector.js'
import type { Connecting, ConnectorUnderTest, GivenOptions } from '../subject.js'
import { loadLibrary } from '../support/library-page.js'

/** pusher-js 8 as browsers have it, in a page of its own with the client's sockets and clock. */
export const loadPusher = ({ platform = {} }: GivenOptions): never =>
  loadLibrary('pusher-js/dist/web/pusher.js', platform) as never

/** Where pusher-js finds the server. */
export function addressed({ url, key, activityTimeout, pongTimeout }: Connecting) {
  const { protocol, hostname, port, pathname } = new URL(url)
  const silence = { ...(activityTimeout && { activityTimeout }), ...(pongTimeout && { pongTimeout }) }
  return {
    ...silence,
    key,
    wsHost: hostname,
    wsPort: Number(port),
    wssPort: Number(port),
    wsPath: pathname.replace(/\/$/, ''),
    forceTLS: protocol == 'wss:',
    enabledTransports: ['ws', 'wss'],
  }
}

/** pusher-js behind our own connection and channels, by name as applications of laravel-echo ask for it. */
export const pusherByName: ConnectorUnderTest = {
  name: 'pusher',
  lacks: {},
  createEcho: (connecting, options) =>
    new EchoByName({ ...options, ...addressed(connecting), Pusher: loadPusher(options), broadcaster: 'pusher' }),
}

/** Ably’s adapter cannot be reached here: what differs from `pusher` is an address, and it takes that of a server of ours. */
export const ablyByName: ConnectorUnderTest = {
  name: 'ably',
  lacks: {},
  createEcho: (connecting, options) =>
    new EchoByName({ ...options, ...addressed(connecting), Pusher: loadPusher(options), broadcaster: 'ably' }),
}
