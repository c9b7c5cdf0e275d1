import type { ReactElement } from 'react'
import { demoUsers, type DemoUser } from '../demo/demo-types.js'
import { Avatar } from '../elements/avatar.js'
import { Icon } from '../elements/icon.js'
import { useSession } from '../session/session-context.js'

/** Who this window is, one click to be the other, and a way to have both. */
export function WhoYouAre({ changeUser }: { changeUser: (user: DemoUser) => void }): ReactElement {
  const { user } = useSession()
  return (
    <div className="who">
      <div role="group" aria-label="You are" className="who-choice">
        {demoUsers.map((each) => (
          <button
            key={each.id}
            type="button"
            className="who-button"
            aria-pressed={each.id === user.id}
            onClick={() => {
              changeUser(each)
            }}
          >
            <Avatar id={each.id} name={each.name} />
            <span className="who-name">{each.name.split(' ')[0]}</span>
          </button>
        ))}
      </div>
      <a className="button who-open" href={location.pathname} target="_blank" rel="noreferrer">
        <Icon name="out" />
        Open another window
      </a>
      <p className="soft small">It starts as the other one: say something, and see it arrive.</p>
    </div>
  )
}
