// Owns: which of the two users this window is, so that a second window starts as the other.
// Does not own: signing in.
import { demoUsers, type DemoUser } from '../demo/demo-types.js'
import { takeLock, type Release } from './browser-lock.js'
import { keep, readKept } from './kept.js'

/** One window of the page. */
export interface Seat {
  /** This window's own name, as long as it lives. */
  readonly windowId: string
  readonly user: DemoUser
}

/** How long the page before a reload may take to let go of its name. */
const LET_GO_MS = 300

let letGo: Release | undefined

/**
 * Takes the seat this window had before a reload, or the first that no other window has. A copied tab has the memory of the
 * first but not its lock, and so it sits down anew.
 */
export async function takeSeat(): Promise<Seat> {
  const before = remembered()
  if (before && (await isStillOurs(before.windowId))) {
    changeSeat(before.user)
    return before
  }
  const windowId = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(36)).join('')
  keep('window', windowId)
  void takeLock(windowLock(windowId))
  const user = await takeFirstFree()
  keep('user', user.handle)
  return { windowId, user }
}

/** Sits down as this user. */
export function changeSeat(user: DemoUser): void {
  keep('user', user.handle)
  letGo?.()
  letGo = undefined
  // Both windows may be the same user: then the seat is taken, and this one just stands there.
  void takeLock(userLock(user), { ifAvailable: true }).then((release) => (letGo = release))
}

const windowLock = (id: string): string => `resound.window.${id}`
const userLock = ({ handle }: DemoUser): string => `resound.user.${handle}`

function remembered(): Seat | undefined {
  const windowId = readKept('window')
  const user = demoUsers.find(({ handle }) => handle === readKept('user'))
  return windowId !== undefined && user ? { windowId, user } : undefined
}

async function isStillOurs(windowId: string): Promise<boolean> {
  const [navigation] = performance.getEntriesByType('navigation')
  const isReload = navigation !== undefined && 'type' in navigation && navigation.type === 'reload'
  const lock = takeLock(windowLock(windowId), isReload ? {} : { signal: AbortSignal.timeout(LET_GO_MS) })
  return isReload || (await lock) !== undefined
}

async function takeFirstFree(): Promise<DemoUser> {
  for (const user of demoUsers) {
    letGo = await takeLock(userLock(user), { ifAvailable: true })
    if (letGo) return user
  }
  return demoUsers[1]
}
