import type { Clock } from '../support/clock.js'

/** How long both links of a switch may live: as long as the new one takes at most, and a second more. */
const SWITCH_MS = 11_000
/** After that long every channel need not have come to the new link. */
const PATIENCE_MS = 10_000
/** Between two polls of one link. */
const BETWEEN_MS = 400

/** The client's links, as it sees them itself. */
export interface Links {
  /** The server greeted on a web socket. */
  greeted(): void
  /** It confirmed a channel there. */
  confirmed(channel: string): void
  /** The client closed the web socket, or learned of its end. */
  closed(): void
  pollBegan(isFirst: boolean): void
  /** `channels`: what it asked for, where the client itself ended a poll that would have been answered. */
  pollEnded(channels?: readonly string[]): void
}

/**
 * Clause I5: one live link at most; two during a switch, which takes its time, and lets go of the old one when the new one has all.
 *
 * Owns: which links live. Does not own: sockets and requests, which tell it; `isWanted`: whether the client has been on that channel
 * all the time since.
 */
export function createLinks(
  clock: Clock,
  { fail, isWanted }: { fail: (fault: string) => void; isWanted: (channel: string, since: number) => boolean },
): Links {
  let socket: { readonly greetedAt: number; readonly confirmed: Set<string> } | undefined
  let polls = 0
  let begun = 0
  return {
    greeted() {
      if (socket) fail('I5 two web sockets at once')
      socket = { greetedAt: clock.now(), confirmed: new Set() }
    },
    confirmed(channel) {
      socket?.confirmed.add(channel)
    },
    closed() {
      socket = undefined
    },
    pollBegan(isFirst) {
      begun++
      if (polls++) fail('I5 two polls at once')
      if (!socket) return
      if (isFirst) fail('I5 a poll begins where the web socket lives')
      const forMs = clock.now() - socket.greetedAt
      if (forMs > SWITCH_MS) fail(`I5 two links for ${String(forMs)} ms`)
    },
    pollEnded(channels = []) {
      polls--
      const now = clock.now()
      if (!socket || now - socket.greetedAt >= PATIENCE_MS) return
      const { greetedAt, confirmed } = socket
      const missing = channels.filter((channel) => !confirmed.has(channel))
      const present = { socket, begun }
      clock.timer(BETWEEN_MS, () => {
        // It went on to ask, or lost the new one as well.
        if (begun > present.begun || socket != present.socket) return
        for (const channel of missing)
          if (isWanted(channel, greetedAt)) fail(`I5 the old link was let go before the new one had ${channel}`)
      })
    },
  }
}
