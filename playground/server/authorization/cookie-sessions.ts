// Owns: signed-in sessions and their CSRF tokens.
// Does not own: cookies on the wire.
import { randomBytes } from 'node:crypto'
import type { DemoUser } from '../demo/users.js'

/** Beyond this the oldest session ends. */
const MAX_SESSIONS = 1_000

/** A signed-in browser. */
export interface CookieSession {
  readonly id: string
  readonly user: DemoUser
  /** What a request that changes something must repeat in a header. */
  readonly csrfToken: string
}

/** Sessions as Laravel has them: a cookie says who, a second one must come back as a header. */
export class CookieSessions {
  private readonly sessions = new Map<string, CookieSession>()

  /** Signs in. */
  start(user: DemoUser): CookieSession {
    const session = { id: random(), user, csrfToken: random() }
    this.sessions.set(session.id, session)
    for (const oldest of this.sessions.keys()) {
      if (this.sessions.size <= MAX_SESSIONS) break
      this.sessions.delete(oldest)
    }
    return session
  }

  /** Finds a session by the value of its cookie. */
  find(id: string): CookieSession | undefined {
    return this.sessions.get(id)
  }

  /** Gives a session another CSRF token, so that the one its page knows no longer holds. */
  renewCsrfToken(id: string): CookieSession | undefined {
    const session = this.sessions.get(id)
    if (!session) return undefined
    const renewed = { ...session, csrfToken: random() }
    this.sessions.set(id, renewed)
    return renewed
  }

  /** Signs out. */
  end(id: string): void {
    this.sessions.delete(id)
  }
}

/** Ends in `==`, which a cookie carries percent-encoded, as Laravel's does: who forgets to decode it is refused. */
function random(): string {
  return randomBytes(16).toString('base64')
}
