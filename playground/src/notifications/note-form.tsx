import { useState, type ReactElement } from 'react'
import { demoUsers } from '../demo/demo-types.js'
import { Notice } from '../elements/notice.js'
import { useKept } from '../session/kept.js'
import { useSession } from '../session/session-context.js'

/** Sends a notification to either user. */
export function NoteForm(): ReactElement {
  const { api, user } = useSession()
  const [text, setText] = useKept('draft.note')
  const [to, setTo] = useState<string>(user.id)
  const [problem, setProblem] = useState<string>()
  const send = async (): Promise<void> => {
    try {
      await api.notify(to, text.trim())
      setText('')
      setProblem(undefined)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') void send()
      }}
    >
      <label className="field">
        <span className="soft small">To</span>
        <select
          className="select"
          value={to}
          onChange={({ target }) => {
            setTo(target.value)
          }}
        >
          {demoUsers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
              {id === user.id ? ' (you)' : ''}
            </option>
          ))}
        </select>
      </label>
      <label className="field is-wide">
        <span className="soft small">Note</span>
        <input
          className="input"
          dir="auto"
          value={text}
          maxLength={200}
          placeholder="The report is ready"
          onChange={({ target }) => {
            setText(target.value)
          }}
        />
      </label>
      <button className="button is-main" disabled={text.trim() === ''}>
        Notify
      </button>
      {problem !== undefined && (
        <Notice tone="bad">
          <p>The note was not sent: {problem}</p>
        </Notice>
      )}
    </form>
  )
}
