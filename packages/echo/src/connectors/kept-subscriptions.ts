/** Which subscriptions a server surely has. */
export interface KeptSubscriptions {
  /** The subscription was written. */
  wrote(channel: string): void
  /** It was ended or refused. */
  forget(channel: string): void
  /** The server asked whether we live. */
  pinged(): void
  /** What it surely has, which starts anew. */
  take(): Set<string>
}

/**
 * A server that still knows us after an outage (Socket.IO's connection state recovery) has the subscriptions that reached it, and
 * nothing says which those are: what was written last may have been lost with the line.
 *
 * It pings, and pings again once it had our answer. The second ping after a subscription was written so proves that it was read.
 */
export function keptSubscriptions(): KeptSubscriptions {
  let written = new Set<string>()
  let answered = new Set<string>()
  let known = new Set<string>()
  return {
    wrote(channel) {
      known.delete(channel)
      answered.delete(channel)
      written.add(channel)
    },
    forget(channel) {
      for (const channels of [written, answered, known]) channels.delete(channel)
    },
    pinged() {
      for (const channel of answered) known.add(channel)
      answered = written
      written = new Set()
    },
    take() {
      const taken = known
      written = new Set()
      answered = new Set()
      known = new Set()
      return taken
    },
  }
}
