// Owns: the one session of this window: as whom, over which broadcaster, with which connection.
// Does not own: what is shown.
import type Echo from '@resound/echo'
import { connect } from '../connection/connect.js'
import { Account } from '../demo/account.js'
import { createDemoApi, type DemoApi } from '../demo/demo-api.js'
import type { DemoUser } from '../demo/demo-types.js'
import { WireLog } from '../wire/wire-log.js'
import { readAddress, watchAddress, type BroadcasterName } from './address.js'
import { keep, readKept } from './kept.js'
import { changeSeat, takeSeat } from './seat.js'

/** Everything the page's parts work with. */
export interface Session {
  /** Another one has another key. */
  readonly key: string
  readonly user: DemoUser
  readonly windowId: string
  readonly broadcaster: BroadcasterName
  readonly echo: Echo
  readonly account: Account
  readonly api: DemoApi
  readonly wire: WireLog
}

/** The present session; undefined for the moment it takes to find a seat. */
export interface Playground {
  get: () => Session | undefined
  subscribe: (listener: () => void) => () => void
  changeUser(user: DemoUser): void
}

/** As whom, where and over what. */
type Wanted = Pick<Session, 'user' | 'windowId' | 'broadcaster'>

/** Opens the page's session, and another whenever the address names another broadcaster. */
export function openPlayground(): Playground {
  let session: Session | undefined
  let close = (): void => undefined
  const listeners = new Set<() => void>()

  let wanted = 0

  const open = async (seat: { user: DemoUser; windowId: string }): Promise<void> => {
    close()
    close = () => undefined
    const mine = ++wanted
    const { broadcaster } = readAddress(location.search)
    const opened = await openSession({ ...seat, broadcaster })
    // Loading a library takes a moment, in which one may want another.
    if (mine !== wanted) {
      opened.echo.disconnect()
      return
    }
    const unwatch = opened.wire.watch(opened.echo)
    close = () => {
      unwatch()
      opened.echo.disconnect()
    }
    session = opened
    for (const listener of listeners) listener()
  }

  void takeSeat().then(open)
  watchAddress(() => {
    if (session && session.broadcaster !== readAddress(location.search).broadcaster) void open(session)
  })
  return {
    get: () => session,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    changeUser(user) {
      if (!session || session.user === user) return
      changeSeat(user)
      void open({ ...session, user })
    },
  }
}

async function openSession({ user, windowId, broadcaster }: Wanted): Promise<Session> {
  const wire = new WireLog()
  const note = (line: string): void => {
    wire.note(line)
  }
  const tokenKey = `token.${user.handle}`
  const kept = { read: () => readKept(tokenKey), write: (token: string) => keep(tokenKey, token) }
  const account = new Account(user, kept, (news) => {
    note(`${user.name}: ${news}`)
  })
  const echo = await connect({ broadcaster, account, windowId, logger: note })
  const api = createDemoApi(account, () => echo.socketId())
  return { key: `${user.handle} ${broadcaster}`, user, windowId, broadcaster, echo, account, api, wire }
}
