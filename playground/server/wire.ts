// Owns: one web socket, the frames on their way over it, and what is broken about it on purpose.
// Does not own: what the frames mean.
import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { ServerClock } from './clock.js'
import { DelayLine } from './delay-line.js'
import type { Breakable } from './open-connection.js'
import type { Link } from './pusher/link.js'

/** What may wait for a client that does not read; beyond it the connection is cut. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024

/** How long a client has to end its side after we hung up. */
const HANG_UP_GRACE_MS = 1_000

/** A link over a web socket that can be broken in ways a network breaks. */
export class Wire implements Link, Breakable {
  private readonly outbound: DelayLine
  private readonly inbound: DelayLine
  private cancelHold: (() => void) | undefined
  private heldUntilMs = 0
  /** The end that the server has not noticed yet, because the connection was half open. */
  private unnoticed: (() => void) | undefined

  constructor(
    private readonly socket: WebSocket,
    private readonly tcp: Duplex,
    private readonly clock: ServerClock,
  ) {
    const overflow = (): void => {
      this.cut()
    }
    this.outbound = new DelayLine(clock, overflow)
    this.inbound = new DelayLine(clock, overflow)
    socket.once('close', () => {
      this.release()
    })
  }

  send(frame: string): void {
    this.outbound.pass(() => {
      if (this.socket.readyState !== WebSocket.OPEN) return
      this.socket.send(frame)
      if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) this.cut()
    })
  }

  ping(): void {
    this.outbound.pass(() => {
      if (this.socket.readyState === WebSocket.OPEN) this.socket.ping()
    })
  }

  hangUp(): void {
    this.outbound.pass(() => {
      this.tcp.end()
      const cancel = this.clock.timer(HANG_UP_GRACE_MS, () => {
        this.cut()
      })
      this.socket.once('close', cancel)
    })
  }

  close(code: number, reason: string): void {
    this.outbound.pass(() => {
      this.socket.close(code, reason)
    })
  }

  /** Hands over what came from the client, when it is due. */
  receive(run: () => void): void {
    this.inbound.pass(() => {
      if (this.socket.readyState === WebSocket.OPEN) run()
    })
  }

  /** Calls `run` once when the connection is over and the server can know it, which is not before it stops being half open. */
  onEnd(run: () => void): void {
    this.socket.once('close', () => {
      const waitMs = this.heldUntilMs - this.clock.now()
      if (waitMs <= 0) run()
      else this.noticeLater(run, waitMs)
    })
  }

  /** Resets the connection, now. */
  cut(): void {
    this.heldUntilMs = 0
    this.tcp.destroy()
    this.unnoticed?.()
  }

  /** Half open: for `ms` nothing passes in either direction and nobody is told; then all of it does, late. */
  halfOpen(ms: number): void {
    this.outbound.hold(ms)
    this.heldUntilMs = Math.max(this.heldUntilMs, this.clock.now() + ms)
    // Node still notices the other side's end; `onEnd` keeps that to itself.
    this.socket.pause()
    this.cancelHold?.()
    this.cancelHold = this.clock.timer(this.heldUntilMs - this.clock.now(), () => {
      this.socket.resume()
    })
  }

  /** Delays every frame by `delayMs`, in both directions, for `forMs`. */
  slow(delayMs: number, forMs: number): void {
    this.outbound.slow(delayMs, forMs)
    this.inbound.slow(delayMs, forMs)
  }

  private noticeLater(run: () => void, waitMs: number): void {
    const notice = (): void => {
      cancel()
      this.unnoticed = undefined
      run()
    }
    const cancel = this.clock.timer(waitMs, notice)
    this.unnoticed = notice
  }

  private release(): void {
    this.cancelHold?.()
    this.outbound.clear()
    this.inbound.clear()
  }
}
