/** Random programs for Socket.IO: what an application could do, and what happens to it. */
import fc from 'fast-check'
import { calls, fn, maybe, pick, programsOf, quietFn, type Program } from '../steps.js'

const kinds = ['channel', 'private', 'join']
const NOTIFICATION = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'
/** As the playground's server lets in: whatever is a room. */
const ODD = ['__proto__', 'constructor', 'room.two ü', 'private-doubled.1', 'presence-doubled.1']
const names = [...Array<string>(5).fill('room.a'), 'room.b', 'room.forbidden', ...ODD]
const oftenFull = ['room.a', 'private-room.a', 'presence-room.a', 'room.b', 'presence-room.forbidden']
const full = [...oftenFull, ...oftenFull, ...ODD, 'private-private-doubled.1', 'presence-room.two ü']
/** As `listen` takes them. */
const usual = ['Posted', '.Posted', '\\Posted', 'Deep.Posted', '.client-typing']
const spoken = [...usual, ...usual, '', '.', '__proto__', '.constructor', '.two words', 'ü', '..', '\\\\Posted']
/** As they are on the wire. */
const usualOfWire = [
  'App\\Events\\Posted',
  'Posted',
  'App\\Events\\Deep\\Posted',
  'Mine\\Posted',
  'client-typing',
  NOTIFICATION,
]
const oddOfWire = [
  '',
  '__proto__',
  'App\\Events\\__proto__',
  'constructor',
  'two words',
  'App\\Events\\ü',
  '.',
  '\\Posted',
]
const wire = [...usualOfWire, ...usualOfWire, ...oddOfWire]
const payloads = ['{"n":1}', '"text"', '7', '0', 'null', 'true', '[1,"a"]', '[]', '{"_n":{"a":[null]}}', 'not json', '']
const ofTheSocket = ['connect', 'disconnect', 'connect_error']
/** Not among them: `reconnect_error` and `reconnect_failed`, which ours also says of a server that refuses us. */
const ofTheManager = ['reconnect', 'reconnect_attempt']

const channels = pick(kinds).chain((kind) => pick(names).map((name) => `${kind} ${name}`))
const held = fc.oneof(
  { weight: 4, arbitrary: channels },
  { weight: 1, arbitrary: fc.nat(3).map((n) => `kept ${String(n)}`) },
)

const onChannel = calls(held, [
  ['listen', 6, pick(spoken), fn],
  ['stopListening', 2, pick(spoken), maybe(fn)],
  ['listenForWhisper', 2, pick(['typing']), fn],
  ['stopListeningForWhisper', 1, pick(['typing']), maybe(fn)],
  ['notification', 2, fn],
  ['stopListeningForNotification', 1, maybe(fn)],
  ['subscribed', 2, fn],
  ['error', 2, fn],
  ['here', 2, fn],
  ['joining', 2, fn],
  ['leaving', 2, fn],
  ['on', 2, pick([...wire, ...Array<string>(4).fill('subscription_error')]), fn],
  ['whisper', 2, pick(['typing']), pick([{ n: 1 }, {}])],
  ['subscribe', 1],
  ['unsubscribe', 1],
])
const onEcho = calls(fc.constant('echo'), [
  ['leave', 3, pick(names)],
  ['leaveChannel', 3, pick(full)],
  ['leaveAllChannels', 1],
  ['listen', 2, pick(names), pick(spoken), fn],
  ['socketId', 1],
  ['connectionStatus', 1],
  ['encryptedPrivate', 1, pick(names)],
  ['disconnect', 1],
  ['connect', 1],
])
const onConnector = calls(fc.constant('connector'), [['onConnectionChange', 1, fn]])
/** What these throw goes to the library, which breaks off what it is at. */
const onSocket = calls(fc.constant('socket'), [
  ['on', 4, pick(ofTheSocket), quietFn],
  ['once', 1, pick(ofTheSocket), quietFn],
  ['off', 1, pick(ofTheSocket), quietFn],
  ['off', 1, pick(ofTheSocket)],
  ['on', 2, pick([...wire, 'news']), quietFn],
  ['off', 1, pick([...wire, 'news']), quietFn],
  ['onAny', 1, quietFn],
  ['offAny', 1, maybe(quietFn)],
  ['emit', 1, pick(['hello']), pick([{ n: 2 }])],
  ['disconnect', 1],
  ['connect', 1],
])
const onManager = calls(fc.constant('manager'), [
  ['on', 3, pick(ofTheManager), quietFn],
  ['off', 1, pick(ofTheManager), quietFn],
])
const fromOutside = fc.oneof(
  { weight: 8, arbitrary: calls(fc.constant('server'), [['publish', 1, pick(full), pick(wire), pick(payloads)]]) },
  {
    weight: 2,
    arbitrary: calls(fc.constant('server'), [
      ['say', 2, pick(['news', 'Posted']), pick([{ n: 5 }, 'room.a', 7])],
      ['cut', 3],
      ['down', 1],
      ['up', 1],
      ['kick', 1],
      ['refuse', 1],
      ['admit', 1],
    ]),
  },
  {
    weight: 5,
    arbitrary: calls(fc.constant('visitor'), [
      ['join', 3, pick(['presence-room.a', 'private-room.a'])],
      ['leave', 2, pick(['presence-room.a'])],
      ['whisper', 2, pick(['presence-room.a', 'private-room.a']), pick(['client-typing']), pick([{ n: 4 }])],
    ]),
  },
  { weight: 1, arbitrary: calls(fc.constant('clock'), [['reconnect', 1]]) },
)
const byApplication = fc.oneof(
  { weight: 8, arbitrary: onChannel },
  { weight: 3, arbitrary: onEcho },
  { weight: 2, arbitrary: onSocket },
  { weight: 1, arbitrary: onManager },
  { weight: 1, arbitrary: onConnector },
)

export const programs = programsOf({ byApplication, fromOutside, byCallbacks: fc.oneof(onChannel, onEcho, onSocket) })

/** Loads whatever is loaded when it is first needed, so that no program waits for it. */
export const warming: Program = {
  namespace: undefined,
  grace: false,
  deeds: [undefined],
  turns: kinds.map((kind) => [{ on: `${kind} room.a`, call: 'listen', args: ['Posted', { fn: 0 }] }]),
}
