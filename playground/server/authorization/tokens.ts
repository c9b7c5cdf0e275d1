// Owns: which bearer tokens there are and which have expired.
// Does not own: the users.
import type { DemoUser } from '../demo/users.js'

/** Beyond this the oldest token is forgotten. */
const MAX_TOKENS = 1_000

interface Token {
  readonly user: DemoUser
  isExpired: boolean
}

/** Bearer tokens that can be read: `ada` is there from the start, then come `ada.1`, `ada.2` … For demonstration only. */
export class Tokens {
  private readonly tokens = new Map<string, Token>()
  private issued = 0

  /** `whose`: whose a token is that was not issued here. */
  constructor(
    private readonly users: readonly DemoUser[],
    private readonly whose: (token: string) => DemoUser | undefined = () => undefined,
  ) {
    for (const user of users) this.tokens.set(user.handle, { user, isExpired: false })
  }

  /** Whose token this is, if it still holds. */
  userOf(token: string): DemoUser | undefined {
    const found = this.tokens.get(token)
    if (!found) return this.whose(token)
    return found.isExpired ? undefined : found.user
  }

  /** Whether this is a token, expired or not. */
  isKnown(token: string): boolean {
    return this.tokens.has(token)
  }

  /** A new token. */
  issue(user: DemoUser): string {
    const token = `${user.handle}.${String(++this.issued)}`
    this.tokens.set(token, { user, isExpired: false })
    for (const oldest of this.tokens.keys()) {
      if (this.tokens.size <= MAX_TOKENS) break
      if (!this.users.some(({ handle }) => handle === oldest)) this.tokens.delete(oldest)
    }
    return token
  }

  /** Ends a token, now. */
  expire(token: string): void {
    const found = this.tokens.get(token)
    if (found) found.isExpired = true
  }

  /** A new token for whoever has or had this one. */
  refresh(token: string): { readonly user: DemoUser; readonly token: string } | undefined {
    const found = this.tokens.get(token)
    return found && { user: found.user, token: this.issue(found.user) }
  }
}
