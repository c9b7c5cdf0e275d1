/** Random programs: what an application could do, and what happens to it. */
import fc from 'fast-check'

/** A callback of the application's, by its number. */
export interface Fn {
  readonly fn: number
}

/** One call: of what, which method, with what. */
export interface Step {
  readonly on: string
  readonly call: string
  readonly args: readonly unknown[]
}

/** What happens in one turn of the event loop; then everything comes to rest. */
export type Turn = readonly Step[]

/** What a callback does each time it is called, beside being noted: nothing, a call, or a throw. */
export type Deed = Step | 'throws' | undefined

export interface Program {
  readonly namespace: string | false | undefined
  readonly deeds: readonly Deed[]
  readonly turns: readonly Turn[]
}

const NOTIFICATION = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'
const NEWS = 'pusher:subscription_succeeded'

const kinds = ['channel', 'private', 'encryptedPrivate', 'join']
const names = ['a', 'b.c', 'forbidden']
const full = ['a', 'b.c', 'private-a', 'private-encrypted-a', 'presence-a', 'presence-forbidden']
/** As `listen` takes them. */
const spoken = [
  'Posted',
  '.Posted',
  '\\Posted',
  'Deep.Posted',
  '.client-typing',
  `.${NEWS}`,
  '.pusher:subscription_error',
]
/** As they are on the wire. */
const wire = [
  'App\\Events\\Posted',
  'Posted',
  'App\\Events\\Deep\\Posted',
  'Mine\\Posted',
  'App\\EventsPosted',
  'client-typing',
  NOTIFICATION,
]
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

const pick = <T>(items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items)
const fn: fc.Arbitrary<Fn> = fc.record({ fn: fc.nat(5) })
const maybe = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.option(arbitrary, { nil: undefined })
const context = maybe(fc.record({ context: fc.nat(1) }))

/** A step on one of those, by one of these: each as often as its weight says. */
const calls = (
  on: fc.Arbitrary<string>,
  methods: readonly [call: string, weight: number, ...args: fc.Arbitrary<unknown>[]][],
): fc.Arbitrary<Step> =>
  fc.oneof(
    ...methods.map(([call, weight, ...args]) => ({
      weight,
      arbitrary: fc.record({ on, call: fc.constant(call), args: fc.tuple(...args) }),
    })),
  )

const channels = pick(kinds).chain((kind) => pick(names).map((name) => `${kind} ${name}`))
const held = fc.oneof(
  { weight: 4, arbitrary: channels },
  { weight: 1, arbitrary: fc.nat(3).map((n) => `kept ${String(n)}`) },
)

const onChannel = calls(held, [
  ['listen', 6, pick(spoken), fn],
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
  ['listen', 2, pick(names), pick(spoken), fn],
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
  { weight: 8, arbitrary: calls(fc.constant('server'), [['publish', 1, pick(full), pick(wire), pick(payloads)]]) },
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
/** What comes from outside comes alone: else it would be a race, and chance. */
const turn = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(byApplication) },
  { weight: 2, arbitrary: fc.array(byApplication, { minLength: 2, maxLength: 4 }) },
  { weight: 4, arbitrary: fc.tuple(fromOutside) },
)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant('throws' as const) },
  { weight: 2, arbitrary: fc.oneof(onChannel, onSubscription) },
)

/** Any program of up to 30 turns. */
export const programs: fc.Arbitrary<Program> = fc.record({
  namespace: pick([undefined, undefined, false, 'Mine']),
  deeds: fc.tuple(fc.constant(undefined), fc.constant(undefined), deed, deed, deed, deed),
  turns: fc.array(turn, { minLength: 1, maxLength: 20 }),
})

const said = (value: unknown): string => {
  const { fn: number, context: of } = Object(value) as { fn?: number; context?: number }
  return number !== undefined
    ? `f${String(number)}`
    : of !== undefined
      ? `context ${String(of)}`
      : JSON.stringify(value)
}
export const line = ({ on, call, args }: Step): string => `${on}: ${call}(${args.map(said).join(', ')})`

/** Loads whatever is loaded when it is first needed, so that no program waits for it. */
export const warming: Program = {
  namespace: undefined,
  deeds: [undefined],
  turns: kinds.map((kind) => [{ on: `${kind} a`, call: 'listen', args: ['Posted', { fn: 0 }] }]),
}

/** A program as one would tell it. */
export function told({ namespace, deeds, turns }: Program): string {
  return [
    `namespace ${said(namespace)}`,
    ...deeds.flatMap((each, number) => (each ? [`f${String(number)} ${each === 'throws' ? each : line(each)}`] : [])),
    ...turns.map((steps) => `- ${steps.map(line).join('; ')}`),
  ].join('\n')
}
