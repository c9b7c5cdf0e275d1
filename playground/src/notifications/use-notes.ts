import { usePrivate } from '@resound/react'
import { useState } from 'react'
import type { Note } from '../demo/demo-types.js'
import { useSession } from '../session/session-context.js'

/** A notification, and when it came. */
export interface ReceivedNote extends Note {
  /** ISO 8601. */
  readonly at: string
}

const MAX_NOTES = 100

/** The notifications that came since this window is who it is, newest first; none is unread while they are looked at. */
export function useNotes(areSeen: boolean): { notes: readonly ReceivedNote[]; unread: number } {
  const { user } = useSession()
  const [notes, setNotes] = useState<readonly ReceivedNote[]>([])
  const [unread, setUnread] = useState(0)
  if (areSeen && unread > 0) setUnread(0)
  usePrivate(
    `App.Models.User.${user.id}`,
    '.Illuminate\\Notifications\\Events\\BroadcastNotificationCreated',
    (note, { receivedAt }) => {
      setNotes((before) => [{ ...note, at: new Date(receivedAt).toISOString() }, ...before].slice(0, MAX_NOTES))
      if (!areSeen) setUnread((before) => before + 1)
    },
  )
  return { notes, unread }
}
