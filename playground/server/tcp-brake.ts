// Owns: until when one TCP connection is held.
// Does not own: the connection, what goes over it.
import type { Socket } from 'node:net'
import type { ServerClock } from './clock.js'
import type { Breakable } from './open-connection.js'

/** Breaks a connection whose frames somebody else writes. */
export class TcpBrake implements Breakable {
  private cancelTimer: (() => void) | undefined
  private readonly forget = (): void => {
    this.cancelTimer?.()
  }

  constructor(
    private readonly tcp: Socket,
    private readonly clock: ServerClock,
  ) {}

  cut(): void {
    this.tcp.destroy()
  }

  halfOpen(ms: number): void {
    this.hold(ms, () => undefined)
  }

  /** What passes waits for the next of many short holds to end, so the delay is `delayMs` at most. */
  slow(delayMs: number, forMs: number): void {
    const endsAt = this.clock.now() + forMs
    const next = (): void => {
      if (this.clock.now() < endsAt) this.hold(Math.max(1, delayMs), next)
    }
    next()
  }

  private hold(ms: number, then: () => void): void {
    if (this.tcp.destroyed) return
    if (this.cancelTimer) this.cancelTimer()
    else {
      this.tcp.pause()
      this.tcp.cork()
      this.tcp.once('close', this.forget)
    }
    this.cancelTimer = this.clock.timer(ms, () => {
      this.cancelTimer = undefined
      this.tcp.off('close', this.forget)
      this.tcp.uncork()
      this.tcp.resume()
      then()
    })
  }
}
