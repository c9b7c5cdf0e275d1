/** Random programs for the Pusher protocol: what an application could do, and what happens to it. */
import fc from 'fast-check'
import { calls, fn, maybe, pick, programsOf, type Program } from './steps.js'

const NOTIFICATION = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'
const NEWS = 'pusher:subscription_succeeded'

const kinds = ['channel', 'private', 'encryptedPrivate', 'join']
const ODD = ['__proto__', 'constructor', 'two words', 'ü☃', 'private-a', 'presence-a']
const names = [...Array<string>(4).fill('a'), 'b.c', 'forbidden', ...ODD]
const oftenFull = ['a', 'b.c', 'private-a', 'private-encrypted-a', 'presence-a', 'presence-forbidden']
const oddFull = [
  ...ODD,
  'private-private-a',
  'presence-presence-a',
  'presence-__proto__',
  'private-encrypted-two words',
]
const full = [...oftenFull, ...oftenFull, ...oddFull]
/** As `listen` takes them. */
const usual = [
  'Posted',
  '.Posted',
  '\\Posted',
  'Deep.Posted',
  '.client-typing',
  `.${NEWS}`,
  '.pusher:subscription_error',
]
const spoken = [...usual, ...usual, '__proto__', '.constructor', '.two words', 'ü', '..', '\\\\Posted']
/** Nothing but a name that is empty, which `unbind` of pusher-js takes for all names. */
const begun = [...spoken, '', '.']
/** As they are on the wire. */
const usualOfWire = [
  'App\\Events\\Posted',
  'Posted',
  'App\\Events\\Deep\\Posted',
  'Mine\\Posted',
  'App\\EventsPosted',
  'client-typing',
  NOTIFICATION,
]
const oddOfWire = ['__proto__', 'App\\Events\\__proto__', 'constructor', 'two words', 'App\\Events\\ü', '.', '\\Posted']
const wire = [...usualOfWire, ...usualOfWire, ...oddOfWire]
const bound = [...wire, NEWS, 'pusher:subscription_error', 'pusher:member_added', 'pusher:member_removed']
const payloads = [
  '{"n":1}',
  '"text"',
  '7',
  '0',
  'null',
  'true',
  'false',
  '[1,"a"]',
  '[]',
  'not json',
  '',
  '"{\\"n\\":1}"',
  '{"_n":{"a":[null]}}',
]
const states = [
  'connected',
  'connecting',
  'disconnected',
  'state_change',
  'error',
  'connecting_in',
  'message',
  'nonsense',
]

const context = maybe(fc.record({ context: fc.nat(1) }))

const channels = pick(kinds).chain((kind) => pick(names).map((name) => `${kind} ${name}`))
const held = fc.oneof(
  { weight: 4, arbitrary: channels },
  { weight: 1, arbitrary: fc.nat(3).map((n) => `kept ${String(n)}`) },
)

const onChannel = calls(held, [
  ['listen', 6, pick(begun), fn],
  ['stopListening', 2, pick(spoken), maybe(fn)],
  ['listenToAll', 3, fn],
  ['stopListeningToAll', 1, maybe(fn)],
  ['listenForWhisper', 2, pick(['typing']), fn],
  ['stopListeningForWhisper', 1, pick(['typing']), maybe(fn)],
  ['notification', 2, fn],
  ['stopListeningForNotification', 1, maybe(fn)],
  ['subscribed', 2, fn],
  ['error', 2, fn],
  ['here', 2, fn],
  ['joining', 2, fn],
  ['leaving', 2, fn],
  ['on', 2, pick(bound), fn],
  ['whisper', 2, pick(['typing']), pick([{ n: 1 }, {}])],
  ['subscribe', 1],
  ['unsubscribe', 1],
])
const onSubscription = calls(
  held.map((channel) => `subscription of ${channel}`),
  [
    ['bind', 4, pick(bound), fn, context],
    ['unbind', 2, maybe(pick(bound)), maybe(fn), context],
    ['bind_global', 2, fn],
    ['unbind_global', 1, maybe(fn)],
    ['unbind_all', 1],
    ['trigger', 1, pick(['client-typing', 'typing']), pick([{ n: 2 }])],
  ],
)
const onEcho = calls(fc.constant('echo'), [
  ['leave', 3, pick(names)],
  ['leaveChannel', 3, pick(full)],
  ['leaveAllChannels', 1],
  ['listen', 2, pick(names), pick(begun), fn],
  ['disconnect', 1],
  ['connect', 1],
])
const onConnector = calls(fc.constant('connector'), [['onConnectionChange', 1, fn]])
const onPusher = calls(fc.constant('pusher'), [
  ['bind', 2, pick(bound), fn, context],
  ['bind_global', 1, fn],
  ['unbind', 1, maybe(pick(bound)), maybe(fn), context],
  ['unbind_global', 1, maybe(fn)],
  ['unbind_all', 1],
  ['subscribe', 2, pick(full)],
  ['unsubscribe', 1, pick(full)],
  ['channel', 1, pick(full)],
  ['send_event', 1, pick(['client-typing']), pick([{ n: 3 }]), pick(full)],
  ['connect', 1],
  ['disconnect', 1],
])
const onConnection = calls(fc.constant('connection'), [
  ['bind', 4, pick(states), fn, context],
  ['bind_global', 1, fn],
  // Without a callback pusher-js ends what it hears of its own connection by.
  ['unbind', 1, maybe(pick(states)), fn, context],
  ['unbind_global', 1, maybe(fn)],
])
/**
 * Not among them: `pusher:…` events of no meaning and `subscription_count`, which `bind_global` of ours is spared; and `pusher:error`, which
 * ours takes for the reason of an end that follows within a second (`connection-trace.test.ts` has it).
 */
const frames = [
  '{"event":"Posted","channel":"a","data":{"n":1}}',
  '{"event":"Posted","channel":"a","data":null}',
  '{"event":"Posted","channel":"a"}',
  '{"event":"Posted","channel":"private-a","data":7}',
  '{"event":"Posted","channel":"presence-a","data":"{}","user_id":"9"}',
  '{"event":"Posted","data":{}}',
  '{"event":"pusher_internal:unknown","channel":"a","data":"{}"}',
  '{"event":"pusher:cache_miss","channel":"a"}',
  'nonsense',
]
const fromOutside = fc.oneof(
  {
    weight: 8,
    arbitrary: calls(fc.constant('server'), [['publish', 1, pick(full), pick([...wire, '']), pick(payloads)]]),
  },
  { weight: 2, arbitrary: calls(fc.constant('relay'), [['say', 1, pick(frames)]]) },
  {
    weight: 1,
    arbitrary: calls(fc.constant('relay'), [
      ['cut', 2],
      ['close', 1, pick([4100, 1001])],
    ]),
  },
  {
    weight: 5,
    arbitrary: calls(fc.constant('visitor'), [
      ['join', 3, pick(['presence-a', 'private-a'])],
      ['leave', 2, pick(['presence-a'])],
      ['whisper', 2, pick(['presence-a', 'private-a']), pick(['typing']), pick([{ n: 4 }])],
    ]),
  },
  { weight: 1, arbitrary: calls(fc.constant('clock'), [['reconnect', 1]]) },
)
const byApplication = fc.oneof(
  { weight: 8, arbitrary: onChannel },
  { weight: 3, arbitrary: onSubscription },
  { weight: 3, arbitrary: onEcho },
  { weight: 2, arbitrary: onPusher },
  { weight: 1, arbitrary: onConnection },
  { weight: 1, arbitrary: onConnector },
)

export const programs = programsOf({ byApplication, fromOutside, byCallbacks: fc.oneof(onChannel, onSubscription) })

/** Loads whatever is loaded when it is first needed, so that no program waits for it. */
export const warming: Program = {
  namespace: undefined,
  grace: false,
  deeds: [undefined],
  turns: kinds.map((kind) => [{ on: `${kind} a`, call: 'listen', args: ['Posted', { fn: 0 }] }]),
}
