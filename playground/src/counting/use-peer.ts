import { useEffect, useReducer, useState } from 'react'
import { useSession } from '../session/session-context.js'
import { startPeer } from './peer.js'
import { count, noTally, type Tally } from './tally.js'

/** laravel-echo and pusher-js, as far as they are watched. */
export interface Peer {
  /** In pusher-js's words. */
  readonly status: string
  readonly tally: Tally
}

/** Listens through laravel-echo and pusher-js while `isOn`; `onStart` is called once they are subscribed for the first time. */
export function usePeer(channel: string, isOn: boolean, onStart: () => void): Peer {
  const { account, user, windowId } = useSession()
  const [status, setStatus] = useState('connecting')
  const [tally, happened] = useReducer(count, noTally)
  useEffect(() => {
    if (!isOn) return
    const end = new AbortController()
    let hasStarted = false
    const start = async (): Promise<void> => {
      const token = await account.token()
      await startPeer({
        channel,
        windowId,
        token,
        signal: end.signal,
        onStatus: setStatus,
        onSubscribed() {
          if (hasStarted) return
          hasStarted = true
          happened('reset')
          onStart()
        },
        onEvent(event) {
          // Our own messages go to the others only, and this connection is one of them.
          if (event.payload.author?.id !== user.id) happened(event)
        },
      })
    }
    start().catch((error: unknown) => {
      setStatus(error instanceof Error ? error.message : String(error))
    })
    return () => {
      end.abort()
    }
  }, [account, channel, isOn, onStart, user, windowId])
  return { status, tally }
}
