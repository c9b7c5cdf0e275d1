import { usePresence, type EventMeta } from '@resound/react'
import { useEffect, useMemo, useState } from 'react'
import type { Member, Whereabouts } from '../demo/demo-types.js'
import { useSession } from '../session/session-context.js'
import { byPlace, withoutUser, withWindow, type Windows } from './windows.js'

/**
 * Who is at which place. All windows meet in one presence channel and whisper where they are: when they come, when they move, and
 * when somebody new asks.
 */
export function useWhereabouts(place: string): ReadonlyMap<string, readonly Member[]> {
  const { user, windowId } = useSession()
  const [windows, setWindows] = useState<Windows>(new Map())
  const { members, status, whisper } = usePresence('room.playground', {
    typing: false,
    on: {
      '.client-at': (at: Whereabouts, { userId }: EventMeta) => {
        if (userId !== undefined) setWindows((before) => withWindow(before, userId, at))
      },
      '.client-where': () => {
        whisper('at', { windowId, place })
      },
    },
    onLeave: ({ id }) => {
      setWindows((before) => withoutUser(before, id))
    },
  })

  useEffect(() => {
    if (status === 'subscribed') whisper('where', {})
  }, [status, whisper])
  useEffect(() => {
    if (status === 'subscribed') whisper('at', { windowId, place })
  }, [status, whisper, windowId, place])
  useEffect(() => {
    const leave = (): void => {
      whisper('at', { windowId, place: null })
    }
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
    }
  }, [whisper, windowId])

  return useMemo(
    () => byPlace(withWindow(windows, user.id, { windowId, place }), members),
    [windows, members, user, windowId, place],
  )
}
