import { useEffect } from 'react'
import { useSession } from '../session/session-context.js'

/** Writes down where events of a channel, by its full name, are missing for good. */
export function useGaps(channel: string): void {
  const { echo, wire } = useSession()
  useEffect(() => {
    const lease = echo.lease(channel)
    lease.channel.gap((gap) => {
      wire.gap(gap)
    })
    return () => {
      lease.release()
    }
  }, [channel, echo, wire])
}
