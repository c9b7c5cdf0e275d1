import { isEchoError } from '@resound/echo/core'
import type { Client, Reached } from '../both.js'
import { line, type Program, type Step } from './steps.js'

/** What could be seen of one turn: what was called and returned, and how everything stands afterwards. */
export type Seen = readonly unknown[]

/** How a value is told of, so that it is the same in every run. */
export interface Telling {
  plain(value: unknown): unknown
  /** What is another one in each run, such as a socket's id, by its order. */
  name(id: unknown): unknown
}

/** What one library lives in while programs are played on it. */
export interface Stage {
  readonly client: Client
  /** A new Echo. What it reports is told to `report`. */
  make(options: Record<string, unknown>, report: (error: unknown) => void): Reached
  /** What else there is to call, beside the Echo and its channels. */
  target(of: string, echo: Reached): Reached
  /** Whether laravel-echo has that method, too. */
  isIn25(target: Reached, call: string): boolean
  /** How everything stands. `kept` are the channels that the program had. */
  look(echo: Reached, kept: readonly Reached[], telling: Telling): object
  /** What a callback was given, where not all of it is to be compared; undefined says nothing of it. */
  given(value: Reached, telling: Telling): { readonly as: unknown } | undefined
  /** Waits until nothing is under way, and then a moment, in which a channel that was left is really left. */
  settle(echo: Reached): Promise<void>
  /** Waits until it is connected, or was told not to be. */
  reconnect(echo: Reached): Promise<void>
  /** Forgets what a program did. */
  clear(echo: Reached): Promise<void>
  stop(): Promise<void>
}

/** So long it is by default. */
const GRACE_MS = 100
/** How often callbacks do something beside being called: what registers itself late would go on for ever. */
const MOST_DEEDS = 12
/** What any library says by itself to keep the line alive. */
const HEARTBEAT = /"pusher:p[io]ng"/

/** Plays a program on a stage. Gives what was seen, turn by turn. */
export async function play(program: Program, stage: Stage): Promise<readonly Seen[]> {
  const player = new Player(program, stage)
  await stage.settle(player.echo)
  const seen = [player.look()]
  for (const turn of program.turns) {
    for (const step of turn) {
      if (step.on == 'clock') await stage.reconnect(player.echo)
      else player.call(step)
    }
    await stage.settle(player.echo)
    seen.push(player.look())
  }
  player.over = true
  await stage.clear(player.echo)
  return seen
}

/** Owns: the Echo of one program, its callbacks, what they were told. Does not own: the stage. */
class Player {
  readonly echo: Reached
  over = false
  private log: unknown[] = []
  private deeds = 0
  private readonly kept: Reached[] = []
  private readonly ids: unknown[] = []
  private readonly functions: ((...args: unknown[]) => void)[]
  private readonly contexts = [{ context: 0 }, { context: 1 }]
  private readonly telling: Telling = {
    plain: (value) => this.plain(value),
    name: (id) => {
      if (id === undefined) return undefined
      if (!this.ids.includes(id)) this.ids.push(id)
      return `socket ${String(this.ids.indexOf(id))}`
    },
  }

  constructor(
    program: Program,
    private readonly stage: Stage,
  ) {
    const note = (...what: unknown[]): void => void this.log.push(what)
    const { namespace, grace, deeds } = program
    this.functions = deeds.map((deed, number) => {
      const called = (context: unknown, args: unknown[]): void => {
        if (this.over) return
        const seen = args.map((arg) => this.plain(arg))
        while (seen.length && seen.at(-1) === undefined) seen.pop()
        if (HEARTBEAT.test(JSON.stringify(seen))) return
        const of = this.contexts.findIndex((known) => known === context)
        note(`f${String(number)}`, ...seen, ...(of < 0 ? [] : [`as context ${String(of)}`]))
        if (deed === 'throws') throw new Error('boom')
        if (deed && this.deeds++ < MOST_DEEDS) this.call(deed)
      }
      return function (this: unknown, ...args: unknown[]) {
        called(this, args)
      }
    })
    const options = { ...(namespace !== undefined && { namespace }), leaveGrace: grace ? GRACE_MS : 0 }
    this.echo = stage.make(options, (error) => {
      if (isEchoError(error) && error.kind != 'listener') return
      note('reported', String(((error as Reached).cause ?? error).message))
    })
  }

  look(): Seen {
    const seen = [...this.log, this.stage.look(this.echo, this.kept, this.telling)]
    this.log = []
    return seen
  }

  call({ on, call, args }: Step): void {
    const target = this.target(on)
    if (!target || !this.stage.isIn25(target, call)) return
    try {
      const result = target[call](...args.map((arg) => this.given(arg)))
      this.log.push([line({ on, call, args }), this.result(result, target)])
      this.keep(result)
    } catch (error) {
      this.log.push([line({ on, call, args }), 'threw', (error as Error).message])
    }
  }

  private target(on: string): Reached {
    const [of = ''] = on.split(' ')
    const name = on.slice(of.length + 1)
    switch (of) {
      case 'echo':
        return this.echo
      case 'kept':
        return this.kept[Number(name)]
      case 'subscription':
        return this.target(name.slice('of '.length))?.subscription
      case 'channel':
      case 'private':
      case 'encryptedPrivate':
      case 'join':
        return this.keep(this.echo[of](name))
      default:
        return this.stage.target(of, this.echo)
    }
  }

  /** Remembers a channel that was had. */
  private keep(channel: Reached): Reached {
    if (typeof channel?.listen == 'function' && !this.kept.includes(channel) && channel != this.echo)
      this.kept.push(channel)
    return channel
  }

  private given(arg: unknown): unknown {
    const { fn, context } = Object(arg) as { fn?: number; context?: number }
    return fn !== undefined ? this.functions[fn] : context !== undefined ? this.contexts[context] : arg
  }

  private result(result: unknown, target: unknown): unknown {
    if (result === target) return 'itself'
    const at = this.kept.indexOf(result)
    if (at >= 0) return `kept ${String(at)}`
    return typeof result == 'object' || typeof result == 'function' ? typeof result : this.plain(result)
  }

  private plain(value: unknown): unknown {
    const known = this.stage.given(value, this.telling)
    if (known) return known.as
    if (typeof value != 'object' || value === null) return value
    return JSON.parse(
      JSON.stringify(value, (key, part: unknown) => {
        if ((Object(part) as { nonce?: unknown }).nonce !== undefined) return 'sealed'
        // The reason of a close, which ours says in words.
        return key == 'message' && typeof part != 'object' ? undefined : part
      }),
    )
  }
}
