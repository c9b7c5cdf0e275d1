import type { PresenceState } from '@resound/react'
import type { ReactElement } from 'react'
import { Avatar } from '../elements/avatar.js'
import type { Member } from '../demo/demo-types.js'

/** Who is in the conversation. */
export function PeopleHere({ presence }: { presence: PresenceState<Member> }): ReactElement | null {
  const { members, others, ready, status } = presence
  const first = others[0]
  const words = first ? `You and ${others.length > 1 ? `${String(others.length)} others` : first.name}` : 'Only you'
  if (!ready && status === 'subscribed') return null
  return (
    <div className="people" role="group" aria-label="Who is here">
      <span className="avatars">
        {members.map(({ id, name }) => (
          <Avatar key={id} id={id} name={name} isNamed />
        ))}
      </span>
      <span className="soft small">{ready ? words : status === 'failed' ? 'Refused' : 'Looking who is here …'}</span>
    </div>
  )
}
