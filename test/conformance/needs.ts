/**
 * What a behaviour may need of a server, of a connector, or of both. A row that cannot have one says why, in words, and the table
 * shows them. Add one here when a row of yours lacks what no other row did.
 */
export const needs = {
  'tcp-faults': 'a proxy of TCP can stand before the server',
  restart: 'the server is ours to restart',
  'any-names': 'a channel may have any name, also one that objects have',
  'steady-members': 'the server’s list of members is right also when several come at once',
  'connection-quota': 'another server with room for one subscribed connection can be started',
  'known-master-key': 'we know what the server’s encrypted channels are derived from',
  'application-key': 'the server knows applications by a key, and refuses others',
  'socket-id': 'connections have names, by which who publishes leaves them out',
  'fresh-socket-ids': 'the server names each connection anew',
  'client-authorization': 'the client asks the application’s server for permission, at an endpoint it is given',
  'signed-authorization': 'a permission is a signature, which whoever has the secret can make',
  refusals: 'the server or the application’s server says that a channel is refused, and with which status',
  'announced-subscriptions': 'the server says that it accepted a subscription',
  'presence-channels': 'channels know who is in them',
  'prompt-absence': 'who loses its connection is seen to go at once',
  whispers: 'clients can send to the other subscribers of a channel',
  'vouched-whispers': 'the server says from whom a whisper is',
  'limited-whispers': 'the server ends the connection of who sends too large a frame',
  'encrypted-channels': 'payloads can be sealed',
  'laravel-events': 'event names without a dot are in Laravel’s namespace',
  'prefixed-names': 'private and presence channels are told apart by a prefix of their names',
  'pusher-frames': 'the line speaks the Pusher protocol: its frames and close codes can be put into it',
  'close-codes': 'the server can say by a code why it ends a connection',
  'watched-frames': 'the frames can be watched',
  'client-heartbeat': 'the client asks whether the line lives, as often as it is told to',
  'wake-probe': 'the client asks whether the line lives when the page wakes up',
  'own-backoff': 'when to try again is ours to decide',
  'only-web-sockets': 'where there is no web socket, nothing is tried',
  'whispers-as-frames': 'whispers are frames, as events are',
  'prompt-close': 'disconnect() closes the socket in the call',
  'given-sockets': 'sockets are made of the class that is given, and can be counted',
  'given-clock': 'time is that of the clock that is given',
  'batched-authorization': 'permission for many channels can be asked in one request',
  'async-credentials': 'credentials can be functions, and are asked again when they were refused',
  'leave-grace': 'a channel that was left stays subscribed for a while',
  leases: 'a channel can be held several times, each with listeners of its own',
  'abort-signals': 'a listener ends with a signal',
  'async-iteration': 'events can be read with for await',
  'error-reports': 'errors that no call can throw are told to onError and the logger',
  'described-errors': 'an error says its kind, and of which channel it is',
  metadata: 'listeners are told what is known beside the payload',
  'channel-state': 'a channel says where its subscription is, and who is in it',
  disposal: 'the client can be disposed of',
} as const

/** One of them. */
export type Need = keyof typeof needs

/** What a row cannot have, and why, in words for the table. */
export type Lacks = Partial<Record<Need, string>>

/** Why something that needs all of these is not for this pair of rows; undefined where it is. */
export function whyNot(wanted: readonly Need[], ...rows: readonly Lacks[]): string | undefined {
  const reasons = wanted.flatMap((need) => rows.flatMap((lacks) => lacks[need] ?? []))
  return reasons.length > 0 ? [...new Set(reasons)].join('; ') : undefined
}
