import { isEchoError } from '@resound/echo/core'
import { act, createElement, StrictMode, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import type { Reached } from '../../compat/both.js'
import { time } from '../../compat/differential/time.js'
import type { World } from '../../compat/differential/world.js'
import type { Hooks } from '../echo-react.js'
import {
  line,
  NOTIFICATION,
  PLACES,
  sentTypes,
  wireOf,
  type Call,
  type Program,
  type Props,
  type Step,
} from './program.js'

/** What could be seen of one turn: what was called and returned, and how everything stands afterwards. */
export type Seen = readonly unknown[]

/** One library in its world. */
export interface Side {
  readonly world: World
  readonly hooks: Hooks
  /** Begins anew. What is reported goes to `report`. Gives what `echo()` makes. */
  configure(report: (error: unknown) => void): Reached
}

/** Longer than a channel outlives its last component. */
const GRACE_MS = 2_100
/** More than anything takes to come to rest. */
const MOST_ROUNDS = 500

/** Plays a program. Gives what was seen, turn by turn. */
export async function play(program: Program, side: Side): Promise<readonly Seen[]> {
  const player = new Player(program, side)
  const seen = [await player.rest()]
  for (const turn of program.turns) {
    for (const step of turn) await player.carryOut(step)
    seen.push(await player.rest())
  }
  await player.end()
  return seen
}

/** A component, and what its hook gave when it was last drawn. */
interface Place {
  props: Props
  key: number
  given: Reached
}

/** Owns: the components of one program, what they were told. Does not own: the world. */
class Player {
  private readonly echo: Reached
  private readonly root: Root
  private readonly places: (Place | undefined)[] = Array<undefined>(PLACES).fill(undefined)
  private readonly ids: unknown[] = []
  private log: unknown[] = []
  private connection: unknown
  private keys = 0
  private drawings = 0
  private isStale = true
  private isOver = false
  private readonly functions: ((...args: unknown[]) => void)[]

  constructor(
    private readonly program: Program,
    private readonly side: Side,
  ) {
    this.echo = side.configure((error) => {
      if (isEchoError(error) && error.kind != 'listener') return
      this.note('reported', String(((error as Reached).cause ?? error).message))
    })
    this.functions = [0, 1, 2].map((number) => (payload: unknown) => {
      this.note(`f${String(number)}`, payload)
    })
    this.root = createRoot(document.createElement('div'))
  }

  async carryOut(step: Step): Promise<void> {
    if ('call' in step) {
      await this.draw()
      await act(async () => (step.does == 'clock' ? this.side.world.reconnect(this.echo) : this.call(step)))
      return
    }
    if (step.does == 'draw') this.put(step.place, step.props)
    else if (step.does == 'change') this.change(step.place, step.props)
    else if (step.does == 'take away') this.places[step.place] = undefined
    // Drawn with whatever else is to be drawn before something is called.
    this.isStale = true
  }

  /** Lets everything come to rest, and looks. */
  async rest(): Promise<Seen> {
    await this.draw()
    const { world } = this.side
    await act(async () => {
      await this.settle()
      time.clock.advance(GRACE_MS)
      await this.settle()
    })
    const subscribed = world.server
      .connections()
      .flatMap(({ socketId, channels }) => (socketId == this.echo.socketId() ? [...channels].sort() : []))
    const held = this.places.map((place) => place?.given.channel()?.name ?? null)
    const seen = [...this.log, { connection: this.connection, subscribed, held }]
    this.log = []
    return seen
  }

  async end(): Promise<void> {
    this.isOver = true
    await act(async () => {
      this.root.unmount()
    })
    await this.side.world.clear(this.echo)
  }

  /** Waits until nothing is under way, the channels of components among it. */
  private async settle(): Promise<void> {
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
      await this.side.world.settle(this.echo)
      const isPending = (place: Place | undefined): boolean => place?.given.channel()?.state?.status == 'subscribing'
      if (this.echo.connectionStatus() != 'connected' || !this.places.some(isPending)) return
    }
    this.note('never comes to rest')
  }

  private note(...what: unknown[]): void {
    if (!this.isOver) this.log.push(what)
  }

  private put(at: number, props: Props): void {
    const present = this.places[at]
    if (present?.props.hook == props.hook) present.props = props
    else this.places[at] = { props, key: this.keys++, given: undefined }
  }

  private change(at: number, props: Partial<Props>): void {
    const present = this.places[at]
    if (present) present.props = { ...present.props, ...props }
  }

  private async draw(): Promise<void> {
    if (!this.isStale) return
    this.isStale = false
    this.drawings++
    const { Connection } = this
    const children: ReactNode[] = this.places.map(
      (place, at) => place && createElement(this.Component, { key: place.key, place, at, drawing: this.drawings }),
    )
    const page = [createElement(Connection, { key: 'connection' }), ...children]
    await act(async () => {
      this.root.render(this.program.strict ? createElement(StrictMode, null, page) : page)
    })
  }

  /** Shows where the connection is. */
  private readonly Connection = (): null => {
    const { hooks } = this.side
    this.connection = [hooks.useConnectionStatus(), this.nameOf(hooks.useSocketId())]
    return null
  }

  private readonly Component = ({ place, at, drawing }: { place: Place; at: number; drawing: number }): null => {
    const { hook, channel, dependency, events, types, visibility, deed } = place.props
    const hooks: Reached = this.side.hooks
    const heard = (payload: unknown): void => {
      this.note(`${String(at)} as of ${String(drawing)}`, payload)
      if (deed == 'throws') throw new Error('boom')
      if (deed == 'stops') place.given.stopListening()
      if (deed == 'leaves') place.given.leaveChannel()
    }
    const given = {
      useEcho: [channel, events, heard, [dependency], visibility],
      useEchoPublic: [channel, events, heard, [dependency]],
      useEchoPresence: [channel, events, heard, [dependency]],
      useEchoNotification: [channel, heard, types, [dependency]],
      useEchoModel: ['Thing', channel, events, heard, [dependency]],
      useChannel: [channel, visibility],
      usePublicChannel: [channel],
      usePresenceChannel: [channel],
    }[hook]
    place.given = hooks[hook](...given)
    return null
  }

  /** Has the server say what that place hears. */
  private say(at: number, which: unknown, payload: unknown): void {
    const props = this.places[at]?.props
    if (!props) return
    const { channel, event } = heardBy(props, Number(which))
    this.note('said', channel, event)
    const type = sentTypes[Number(which)]
    this.side.world.server.publish(channel, event, event == NOTIFICATION ? { id: '1', type } : payload)
  }

  private call(step: Call): void {
    if (step.does == 'said') {
      this.say(step.place, ...(step.args as [unknown, unknown]))
      return
    }
    const target = this.target(step)
    const { call } = step
    if (typeof target?.[call] != 'function' || !isIn25(target, call)) return
    try {
      const result = target[call](...step.args.map((arg) => this.given(arg)))
      if (step.then) result.listen(step.then, this.functions[0])
      this.note(line(step), result === target ? 'itself' : typeof result)
    } catch (error) {
      this.note(line(step), 'threw', (error as Error).message)
    }
  }

  private target(step: Call): Reached {
    switch (step.does) {
      case 'call':
        return this.places[step.place]?.given
      case 'channel':
        return this.places[step.place]?.given.channel()
      case 'echo':
        return this.echo
      case 'server':
      case 'relay':
        return this.side.world[step.does]
      default:
        return undefined
    }
  }

  private given(arg: unknown): unknown {
    const { fn } = Object(arg) as { fn?: number }
    return fn === undefined ? arg : this.functions[fn]
  }

  /** What differs from run to run is named by its order. */
  private nameOf(id: unknown): unknown {
    if (id === undefined) return undefined
    if (!this.ids.includes(id)) this.ids.push(id)
    return `socket ${String(this.ids.indexOf(id))}`
  }
}

/** Where a component listens, and one of the events that it hears there. */
function heardBy({ hook, channel, events, visibility }: Props, which: number): { channel: string; event: string } {
  const kinds: Partial<Record<Props['hook'], string>> = {
    useEchoPublic: 'public',
    usePublicChannel: 'public',
    useEchoPresence: 'presence',
    usePresenceChannel: 'presence',
  }
  const kind = hook == 'useEcho' || hook == 'useChannel' ? visibility : (kinds[hook] ?? 'private')
  const name = hook == 'useEchoModel' ? `Thing.${channel}` : channel
  const spoken = [events].flat()[which] ?? [events].flat()[0] ?? 'Posted'
  const event =
    hook == 'useEchoNotification' ? NOTIFICATION : hook == 'useEchoModel' ? spoken.replace(/^\./, '') : wireOf(spoken)
  return { channel: kind == 'public' ? name : `${kind}-${name}`, event }
}

/** What the channels of some kinds have in 2.5, and all of ours. */
function isIn25({ name }: Reached, call: string): boolean {
  if (call == 'whisper') return String(name).startsWith('pr')
  return call != 'here' || String(name).startsWith('presence-')
}
