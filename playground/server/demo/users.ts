/** Somebody who can sign in to the demo. */
export interface DemoUser {
  readonly id: string
  readonly name: string
  /** What signs in: `POST /api/login { "user": "ada" }`, or the token `ada`. */
  readonly handle: string
  /** What others see on presence channels. Default: id and name. */
  readonly info?: unknown
}

/** Everybody there is. */
export const demoUsers: readonly DemoUser[] = [
  { id: '1', name: 'Ada Lovelace', handle: 'ada' },
  { id: '2', name: 'Grace Hopper', handle: 'grace' },
]

/** Finds a user by handle or id. */
export function findUser(handleOrId: string): DemoUser | undefined {
  return demoUsers.find(({ id, handle }) => id === handleOrId || handle === handleOrId)
}
