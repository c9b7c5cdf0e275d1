import { connect, type Socket } from 'node:net'
import { createLane, type LaneConditions } from './fault-lane.js'
import type { Clock } from './clock.js'

/** Where a server listens. */
export interface Address {
  host: string
  port: number
}

/** One client's connection, as the fault proxy treats it. */
export interface Link {
  /** Resets both sides. */
  cut(): void
  /** Ends both sides in the manner of TCP, with nothing said before. */
  fin(): void
  /** Looks again at the conditions. */
  review(): void
}

/** What every link of a proxy has in common. */
export interface LinkSurroundings {
  readonly target: Address
  readonly up: LaneConditions
  readonly down: LaneConditions
  readonly clock: Pick<Clock, 'now' | 'timer'>
  /** Is told of every socket a link makes. */
  own(socket: Socket): void
}

const nothing = (): void => undefined

const reach = ({ target, own }: LinkSurroundings): Socket => {
  const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true })
  own(upstream)
  return upstream
}

/** A link that works, as far as the conditions let it. */
export function passingLink(client: Socket, surroundings: LinkSurroundings): Link {
  const { up, down, clock } = surroundings
  const upstream = reach(surroundings)
  client.setNoDelay(true)
  const lanes = [createLane(client, upstream, up, clock), createLane(upstream, client, down, clock)]
  return {
    cut() {
      for (const lane of lanes) lane.close()
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    },
    fin() {
      for (const lane of lanes) lane.close()
      client.end()
      upstream.end()
    },
    review() {
      for (const lane of lanes) lane.review()
    },
  }
}

/** A link with nobody at its other end. Not even the client's end is noticed. */
export function silentLink(client: Socket): Link {
  return {
    cut: () => client.resetAndDestroy(),
    fin: () => client.end(),
    review: nothing,
  }
}

/** A link that is reset at once. */
export function resetLink(client: Socket): Link {
  client.resetAndDestroy()
  return silentLink(client)
}

/** A link that is ended as soon as the client has asked for something. */
export function unansweredLink(client: Socket): Link {
  client.once('data', () => client.end())
  client.once('end', () => client.end())
  client.resume()
  return silentLink(client)
}

/** A link that lets the head of one HTTP answer pass, such as that of a web socket's handshake, and then ends. */
export function shortLink(client: Socket, surroundings: LinkSurroundings): Link {
  const upstream = reach(surroundings)
  let answer = Buffer.alloc(0)
  client.pipe(upstream)
  upstream.on('data', (bytes: Buffer) => {
    answer = Buffer.concat([answer, bytes])
    const end = answer.indexOf('\r\n\r\n')
    if (end < 0) return
    upstream.destroy()
    client.unpipe()
    client.resume()
    client.end(answer.subarray(0, end + 4))
  })
  upstream.once('close', () => client.end())
  return {
    cut() {
      client.resetAndDestroy()
      upstream.destroy()
    },
    fin() {
      client.end()
      upstream.destroy()
    },
    review: nothing,
  }
}
