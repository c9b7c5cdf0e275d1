/** Random programs: what components of an application could do, and what happens to them. */
import fc from 'fast-check'

/** The hooks that a component can use, by the names that both libraries have. */
export const hookNames = [
  'useEcho',
  'useEchoPublic',
  'useEchoPresence',
  'useEchoNotification',
  'useEchoModel',
  'useChannel',
  'usePublicChannel',
  'usePresenceChannel',
] as const

/** What a component is drawn with. */
export interface Props {
  readonly hook: (typeof hookNames)[number]
  readonly channel: string
  readonly visibility: 'private' | 'public' | 'presence'
  readonly events: string | readonly string[]
  /** Of notifications. */
  readonly types: string | readonly string[]
  readonly dependency: number
  /** What its callback does beside being noted. */
  readonly deed: 'throws' | 'stops' | 'leaves' | undefined
}

/** Something that is called. */
export interface Call {
  /** Of what the hook of the last drawing gave, or of the channel that gives; of `echo()`; of the world. `said`: what that place hears. */
  readonly does: 'call' | 'channel' | 'echo' | 'server' | 'said' | 'relay' | 'clock'
  readonly place: number
  readonly call: string
  readonly args: readonly unknown[]
  /** Listened to on the channel that comes of it. */
  readonly then?: string
}

/** One thing that happens. */
export type Step =
  /** A component is drawn there, in place of whatever was; the same hook: with other props. */
  | { readonly does: 'draw'; readonly place: number; readonly props: Props }
  /** What is there is drawn with some other props. */
  | { readonly does: 'change'; readonly place: number; readonly props: Partial<Props> }
  /** Everything is drawn again, as it is. */
  | { readonly does: 'draw again' }
  | { readonly does: 'take away'; readonly place: number }
  | Call

/** What happens in one turn of the event loop; then everything comes to rest. */
export type Turn = readonly Step[]

export interface Program {
  readonly strict: boolean
  readonly turns: readonly Turn[]
}

export const PLACES = 3
export const NOTIFICATION = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

const pick = <T>(...items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items)
const place = fc.nat(PLACES - 1)
const names = pick('a', 'a', 'a', 'b', 'forbidden')
const spoken = pick('Posted', 'Posted', '.Posted', '.Deep', 'ThingUpdated')
const types = pick('App\\Paid', 'App.Paid', 'App\\Sent', 'paid')
/** An event as it is on the wire. */
export const wireOf = (event: string): string => (event.startsWith('.') ? event.slice(1) : `App\\Events\\${event}`)
/** The types as they are on the wire. */
export const sentTypes = ['App\\Paid', 'App\\Sent', 'paid'] as const
const someOf = (one: fc.Arbitrary<string>): fc.Arbitrary<string | string[]> =>
  fc.oneof({ weight: 2, arbitrary: one }, { weight: 1, arbitrary: fc.uniqueArray(one, { maxLength: 2 }) })

const hook = pick<Props['hook']>('useEcho', 'useEcho', 'useEcho', 'useEchoNotification', 'useEchoModel', ...hookNames)
const others = {
  channel: names,
  visibility: pick<Props['visibility']>('private', 'private', 'public', 'presence'),
  events: someOf(spoken),
  types: someOf(types),
  dependency: fc.nat(2),
  deed: pick<Props['deed']>(undefined, undefined, undefined, undefined, undefined, 'throws', 'stops', 'leaves'),
}
const props: fc.Arbitrary<Props> = fc.record({ hook, ...others })
/** One of them or more is another. */
const change = fc.record(others, { requiredKeys: [] })

const always = fc.constant
const fn = fc.record({ fn: fc.nat(2) })

const calls = (
  methods: readonly [call: string, weight: number, ...args: fc.Arbitrary<unknown>[]][],
): fc.Arbitrary<{ call: string; args: unknown[] }> =>
  fc.oneof(
    ...methods.map(([call, weight, ...args]) => ({
      weight,
      arbitrary: fc.record({ call: always(call), args: fc.tuple(...args) }),
    })),
  )
const called = (does: Call['does'], methods: Parameters<typeof calls>[0]): fc.Arbitrary<Step> =>
  fc.tuple(place, calls(methods)).map(([place, call]) => ({ does, place, ...call }))

const drawing = fc.oneof(
  { weight: 8, arbitrary: fc.record({ does: always('draw' as const), place, props }) },
  { weight: 6, arbitrary: fc.record({ does: always('change' as const), place, props: change }) },
  { weight: 1, arbitrary: fc.record({ does: always('draw again' as const) }) },
  { weight: 3, arbitrary: fc.record({ does: always('take away' as const), place }) },
)
const byApplication = fc.oneof(
  { weight: 12, arbitrary: drawing },
  {
    weight: 5,
    arbitrary: called('call', [
      ['stopListening', 3],
      ['listen', 3],
      ['leaveChannel', 2],
      ['leaveChannel', 1, always(true)],
      ['leave', 1],
    ]),
  },
  {
    weight: 2,
    arbitrary: called('channel', [
      ['listen', 3, spoken, fn],
      ['stopListening', 1, spoken, fn],
      ['here', 1, fn],
      ['listenForWhisper', 1, always('typing'), fn],
      ['whisper', 1, always('typing'), always({ n: 1 })],
    ]),
  },
  {
    weight: 2,
    arbitrary: calls([
      ['channel', 1, names],
      ['private', 2, names],
      ['join', 2, names],
    ]).chain((call) => spoken.map((then): Step => ({ does: 'echo', place: 0, ...call, then }))),
  },
  {
    weight: 1,
    arbitrary: called('echo', [
      ['leave', 2, names],
      ['leaveChannel', 2, pick('a', 'private-a', 'presence-a')],
      ['disconnect', 1],
      ['connect', 1],
    ]),
  },
)
const full = pick('a', 'private-a', 'private-a', 'presence-a', 'b', 'private-b', 'private-Thing.a')
const fromOutside = fc.oneof(
  { weight: 20, arbitrary: called('said', [['publish', 1, fc.nat(1), pick<unknown>({ n: 1 }, 7)]]) },
  {
    weight: 5,
    arbitrary: called('server', [
      ['publish', 4, full, pick('Posted', 'App\\Events\\Posted', 'Deep', 'ThingUpdated'), pick('{"n":1}', '7', 'null')],
      [
        'publish',
        1,
        full,
        always(NOTIFICATION),
        pick('{"type":"App\\\\Paid","id":"1"}', '{"type":"App\\\\Sent","id":"2"}', '{"type":"paid","id":"3"}'),
      ],
    ]),
  },
  {
    weight: 1,
    arbitrary: called('relay', [
      ['cut', 2],
      ['close', 1, pick(4100, 1001)],
    ]),
  },
  { weight: 1, arbitrary: called('clock', [['reconnect', 1]]) },
)
/** What comes from outside comes alone: else it would be a race, and chance. */
const turn = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(byApplication) },
  { weight: 2, arbitrary: fc.array(byApplication, { minLength: 2, maxLength: 4 }) },
  { weight: 5, arbitrary: fc.tuple(fromOutside) },
)

/** The page as it is first drawn. */
const beginning = fc.array(fc.record({ does: always('draw' as const), place, props }), { minLength: 1, maxLength: 3 })

/** Any program of up to 30 turns. */
export const programs: fc.Arbitrary<Program> = fc
  .record({
    strict: fc.boolean(),
    beginning,
    turns: fc.array(turn, { minLength: 1, maxLength: 30, size: 'max' }),
  })
  .map(({ beginning, strict, turns }) => ({ strict, turns: [beginning, ...turns] }))

/** Loads whatever is loaded when it is first needed, so that no program waits for it. */
export const warming: Program = {
  strict: false,
  turns: [
    [{ does: 'echo', place: 0, call: 'private', args: ['a'], then: '.Posted' }],
    [{ does: 'echo', place: 0, call: 'join', args: ['a'], then: '.Posted' }],
  ],
}

/** A step as one would tell it. */
export const line = ({ does, ...rest }: Step): string => `${does} ${JSON.stringify(rest)}`

/** A program as one would tell it. */
export function told({ strict, turns }: Program): string {
  return [strict ? 'strict' : 'not strict', ...turns.map((steps) => `- ${steps.map(line).join('; ')}`)].join('\n')
}
