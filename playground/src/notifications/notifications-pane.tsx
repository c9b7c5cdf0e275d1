import type { ReactElement } from 'react'
import { Moment } from '../elements/moment.js'
import { PlaceHead } from '../places/place-head.js'
import { NoteForm } from './note-form.js'
import './notifications.css'
import type { ReceivedNote } from './use-notes.js'

/** The notifications of this user, and a way to send some. */
export function NotificationsPane({ notes }: { notes: readonly ReceivedNote[] }): ReactElement {
  return (
    <>
      <PlaceHead title="Notifications">
        <span className="soft small">
          as Laravel broadcasts them, on <code>private-App.Models.User.…</code>
        </span>
      </PlaceHead>
      <div className="place-body">
        <NoteForm />
        {notes.length === 0 && <p className="empty soft">Nothing yet. Send a note, to yourself or to the other.</p>}
        <ol className="notes" aria-label="Received" aria-live="polite">
          {notes.map(({ id, at, from, text, type }) => (
            <li key={id} className="note">
              <p className="note-text">{text}</p>
              <p className="soft small">
                from {from} · <Moment iso={at} /> · <code>{type.split('\\').at(-1)}</code>
              </p>
            </li>
          ))}
        </ol>
      </div>
    </>
  )
}
