/** What random programs are made of, whatever they are played on. */
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
  /** Whether a channel that was left stays subscribed for a moment, as it does unless `leaveGrace` is 0. */
  readonly grace: boolean
  readonly deeds: readonly Deed[]
  readonly turns: readonly Turn[]
}

export const pick = <T>(items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items)
export const fn: fc.Arbitrary<Fn> = fc.record({ fn: fc.nat(5) })
/** One that throws nothing. */
export const quietFn: fc.Arbitrary<Fn> = fc.record({ fn: fc.nat(2) })
export const maybe = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.option(arbitrary, { nil: undefined })

/** A step on one of those, by one of these: each as often as its weight says. */
export const calls = (
  on: fc.Arbitrary<string>,
  methods: readonly [call: string, weight: number, ...args: fc.Arbitrary<unknown>[]][],
): fc.Arbitrary<Step> =>
  fc.oneof(
    ...methods.map(([call, weight, ...args]) => ({
      weight,
      arbitrary: fc.record({ on, call: fc.constant(call), args: fc.tuple(...args) }),
    })),
  )

/** What an application does, what happens to it, and what of it callbacks do when they are called. */
export interface Grammar {
  readonly byApplication: fc.Arbitrary<Step>
  readonly fromOutside: fc.Arbitrary<Step>
  readonly byCallbacks: fc.Arbitrary<Step>
}

/** Any program of up to 20 turns. */
export function programsOf({ byApplication, fromOutside, byCallbacks }: Grammar): fc.Arbitrary<Program> {
  /** What comes from outside comes alone: else it would be a race, and chance. */
  const turn = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(byApplication) },
    { weight: 2, arbitrary: fc.array(byApplication, { minLength: 2, maxLength: 4 }) },
    { weight: 4, arbitrary: fc.tuple(fromOutside) },
  )
  const quiet: fc.Arbitrary<Deed> = fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: byCallbacks },
  )
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    { weight: 6, arbitrary: quiet },
    { weight: 1, arbitrary: fc.constant('throws' as const) },
  )
  return fc.record({
    namespace: pick([undefined, undefined, false, 'Mine']),
    grace: fc.boolean(),
    deeds: fc.tuple(fc.constant(undefined), fc.constant(undefined), quiet, deed, deed, deed),
    turns: fc.array(turn, { minLength: 1, maxLength: 20 }),
  })
}

const said = (value: unknown): string => {
  const { fn: number, context: of } = Object(value) as { fn?: number; context?: number }
  return number !== undefined
    ? `f${String(number)}`
    : of !== undefined
      ? `context ${String(of)}`
      : JSON.stringify(value)
}
export const line = ({ on, call, args }: Step): string => `${on}: ${call}(${args.map(said).join(', ')})`

/** A program as one would tell it. */
export function told({ namespace, grace, deeds, turns }: Program): string {
  return [
    `namespace ${said(namespace)}${grace ? '' : ', without grace'}`,
    ...deeds.flatMap((each, number) => (each ? [`f${String(number)} ${each === 'throws' ? each : line(each)}`] : [])),
    ...turns.map((steps) => `- ${steps.map(line).join('; ')}`),
  ].join('\n')
}
