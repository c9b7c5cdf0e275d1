// Owns: the bearer token of one user: getting it, keeping it over a reload, renewing it.
// Does not own: what it is used for.
import { isRefusal, send } from './request.js'
import type { DemoUser } from './demo-types.js'

/** Where a token outlives the page. */
export interface KeptToken {
  read(): string | undefined
  write(token: string): void
}

/** What is told of a token. The token itself never is. */
export type AccountNews = 'signed in' | 'token renewed'

/** Signs one user in, when that is needed for the first time. */
export class Account {
  private asking: Promise<string> | undefined

  constructor(
    readonly user: DemoUser,
    private readonly kept: KeptToken,
    private readonly tell: (news: AccountNews) => void,
  ) {}

  /** The token; with `refresh` a new one, since the server no longer takes the last. Who asks at once gets the same. */
  token(reason: 'first' | 'refresh' = 'first'): Promise<string> {
    const token = this.kept.read()
    if (reason === 'first' && token !== undefined) return Promise.resolve(token)
    this.asking ??= this.ask(token).finally(() => {
      this.asking = undefined
    })
    return this.asking
  }

  private async ask(old: string | undefined): Promise<string> {
    const renewed = old === undefined ? undefined : await this.renew(old)
    const token = renewed ?? (await this.signIn())
    this.kept.write(token)
    this.tell(renewed === undefined ? 'signed in' : 'token renewed')
    return token
  }

  private async renew(token: string): Promise<string | undefined> {
    try {
      return (await send<{ token: string }>('POST', '/api/token/refresh', { token })).token
    } catch (error) {
      // A server that was started anew knows no token of the last one.
      if (isRefusal(error)) return undefined
      throw error
    }
  }

  private async signIn(): Promise<string> {
    return (await send<{ token: string }>('POST', '/api/login', { body: { user: this.user.handle } })).token
  }
}
