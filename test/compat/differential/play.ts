import { isEchoError } from '@resound/echo/core'
import type { Reached } from '../both.js'
import type { Program, Step } from './program.js'
import { line } from './program.js'
import type { World } from './world.js'

/** What could be seen of one turn: what was called and returned, and how everything stands afterwards. */
export type Seen = readonly unknown[]

/** How often callbacks do something beside being called: what registers itself late would go on for ever. */
const MOST_DEEDS = 12
/** What any library says by itself to keep the line alive. */
const HEARTBEAT = /"pusher:p[io]ng"/

/** Plays a program in a world. Gives what was seen, turn by turn. */
export async function play(program: Program, world: World): Promise<readonly Seen[]> {
  const player = new Player(program, world)
  await world.settle(player.echo)
  const seen = [player.look()]
  for (const turn of program.turns) {
    for (const step of turn) await player.carryOut(step)
    await world.settle(player.echo)
    seen.push(player.look())
  }
  player.over = true
  await world.clear(player.echo)
  return seen
}

/** Owns: the Echo of one program, its callbacks, what they were told. Does not own: the world. */
class Player {
  readonly echo: Reached
  over = false
  private log: unknown[] = []
  private deeds = 0
  private readonly kept: Reached[] = []
  private readonly ids: unknown[] = []
  private readonly functions: ((...args: unknown[]) => void)[]
  private readonly contexts = [{ context: 0 }, { context: 1 }]

  constructor(
    program: Program,
    private readonly world: World,
  ) {
    const note = (...what: unknown[]): void => {
      if (!this.over) this.log.push(what)
    }
    const { namespace, deeds } = program
    this.functions = deeds.map((deed, number) => {
      const called = (context: unknown, args: unknown[]): void => {
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
    this.echo = world.make(namespace === undefined ? {} : { namespace }, (error) => {
      if (isEchoError(error) && error.kind != 'listener') return
      note('reported', String(((error as Reached).cause ?? error).message))
    })
  }

  async carryOut(step: Step): Promise<void> {
    if (step.on == 'clock') await this.world.reconnect(this.echo)
    else this.call(step)
  }

  look(): Seen {
    const { connector } = this.echo
    const { pusher } = connector
    const state = {
      status: this.echo.connectionStatus(),
      state: pusher.connection.state,
      id: this.plain(this.echo.socketId()),
      channels: Object.keys(connector.channels).sort(),
      pusher: pusher
        .allChannels()
        .map((channel: Reached) => channel.name)
        .sort(),
      server: this.world.server
        .connections()
        .flatMap(({ socketId, channels }) => (socketId == this.echo.socketId() ? [...channels].sort() : [])),
      kept: this.kept.map(({ name, subscription }) => [
        name,
        subscription.subscribed,
        subscription.subscribed ? this.plain(subscription.members) : undefined,
      ]),
    }
    const seen = [...this.log, state]
    this.log = []
    return seen
  }

  private call({ on, call, args }: Step): void {
    const target = this.target(on)
    if (!target || !isIn25(target, call)) return
    try {
      const result = target[call](...args.map((arg) => this.given(arg)))
      this.log.push([line({ on, call, args }), this.result(result, target)])
      this.keep(result)
    } catch (error) {
      this.log.push([line({ on, call, args }), 'threw', (error as Error).message])
    }
  }

  private target(on: string): Reached {
    const [of, name = ''] = on.split(' ')
    switch (of) {
      case 'echo':
        return this.echo
      case 'connector':
        return this.echo.connector
      case 'pusher':
        return this.echo.connector.pusher
      case 'connection':
        return this.echo.connector.pusher.connection
      case 'server':
      case 'relay':
      case 'visitor':
        return this.world[of]
      case 'kept':
        return this.kept[Number(name)]
      case 'subscription':
        return this.target(on.slice('subscription of '.length))?.subscription
      default:
        return this.keep(this.echo[of ?? ''](name))
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
    return typeof result == 'object' || typeof result == 'function' ? typeof result : result
  }

  /** What differs from run to run is named by its order. */
  private plain(value: unknown): unknown {
    const name = (id: unknown): unknown => {
      if (id === undefined) return undefined
      if (!this.ids.includes(id)) this.ids.push(id)
      return `socket ${String(this.ids.indexOf(id))}`
    }
    if (typeof value == 'string' && /^\d+\.\d+$/.test(value)) return name(value)
    if (typeof value != 'object' || value === null) return value
    const { socket_id, type, data, myID, me, count, members, replayed, user_id } = value as Record<string, unknown>
    // Of the second argument, which is ours, that of pusher-js is a part.
    if (replayed !== undefined) return user_id === undefined ? undefined : { user_id }
    if (socket_id !== undefined) return { socket_id: name(socket_id) }
    if (count !== undefined && members) return { count, myID, me, members: { ...members } }
    if (type == 'AuthError') return { type }
    if (type == 'MessageParseError') return { type, data }
    return JSON.parse(
      JSON.stringify(value, (key, part: unknown) => {
        if (fieldsOf(part).nonce !== undefined) return 'sealed'
        // The reason of a close, which ours says in words.
        return key == 'message' && typeof part != 'object' ? undefined : part
      }),
    )
  }
}

const fieldsOf = (value: unknown): Partial<Record<string, unknown>> => Object(value)

/** What the channels of some kinds have in 2.5, and all of ours. */
function isIn25({ name }: Reached, call: string): boolean {
  if (call == 'whisper') return String(name).startsWith('pr')
  return !['here', 'joining', 'leaving'].includes(call) || String(name).startsWith('presence-')
}
