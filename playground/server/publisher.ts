// Owns: the order of append and send, and what is swallowed on purpose.
// Does not own: the log, the channels.
import type { EventLog } from './event-log/event-log.js'
import type { Application, Publication } from './pusher/application.js'
import { canCarryCursor } from './pusher/cursor.js'
import { isEncrypted } from './pusher/encryption.js'

/** The cursors an event got, by the full names of its channels; channels where it got none are missing. */
export type Cursors = ReadonlyMap<string, string>

/** Publishes to subscribers of every protocol, and first to the log, if there is one. */
export class Publisher {
  private swallowed = 0

  constructor(
    private readonly application: Application,
    private readonly log: EventLog | undefined,
  ) {}

  /** Publishes as an application's server library does: what goes to encrypted channels is sealed. */
  publish(publication: Publication): Cursors {
    return this.place(publication, publication.channels)
  }

  /** Publishes what a server library sent: what goes to encrypted channels is sealed already and stays as it is. */
  relay(publication: Publication): Cursors {
    const sealed = publication.channels.filter(isEncrypted)
    const cursors = this.place(
      publication,
      publication.channels.filter((channel) => !isEncrypted(channel)),
    )
    if (sealed.length > 0 && !this.isSwallowed()) this.application.publish({ ...publication, channels: sealed })
    return cursors
  }

  /** Keeps the next `count` events from every live connection; the log has them. */
  swallow(count: number): void {
    this.swallowed = count
  }

  private place({ event, data, exceptSocketId }: Publication, channels: readonly string[]): Cursors {
    const cursors = new Map<string, string>()
    if (this.log && canCarryCursor(data)) {
      for (const channel of channels) cursors.set(channel, this.log.append(channel, { event, data, exceptSocketId }))
    }
    if (channels.length === 0 || this.isSwallowed()) return cursors
    for (const channel of channels) {
      this.application.publishOne({ channel, event, data, exceptSocketId, cursor: cursors.get(channel) })
    }
    return cursors
  }

  private isSwallowed(): boolean {
    if (this.swallowed === 0) return false
    this.swallowed--
    return true
  }
}

/** The header that tells whoever caused an event by a request which places in the log are its own. */
export const CURSOR_HEADER = 'X-Event-Cursor'

/** The value of {@link CURSOR_HEADER}; undefined where there is no cursor. */
export function cursorHeader(cursors: Cursors): string | undefined {
  if (cursors.size === 0) return undefined
  return [...cursors].map(([channel, cursor]) => `${encodeURIComponent(channel)}=${cursor}`).join(', ')
}
