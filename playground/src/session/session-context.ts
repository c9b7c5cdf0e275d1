import { createContext, useContext } from 'react'
import type { Session } from './playground.js'

/** Gives the parts of the page their session. */
export const SessionContext = createContext<Session | undefined>(undefined)

/** The session this part of the page belongs to. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession is for what is drawn inside a session.')
  return session
}
