import { useState, type KeyboardEvent, type ReactElement } from 'react'
import { Icon } from '../elements/icon.js'
import { Notice } from '../elements/notice.js'
import { isLive } from '../session/address.js'
import { readKept, useKept } from '../session/kept.js'
import { useSession } from '../session/session-context.js'

/** What the composer can do. */
export interface ComposerProps {
  /** Whose draft it is, as in the address. */
  readonly place: string
  readonly title: string
  readonly isAnswering: boolean
  readonly say: (text: string) => Promise<void>
  readonly ask: (text: string) => Promise<void>
  readonly stop: () => void
  readonly setTyping: (on?: boolean) => void
}

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

/** Where one writes. Enter sends, with ⌘ or Ctrl it asks the assistant; Escape stops the answer. The draft survives a reload. */
export function Composer({ place, title, isAnswering, say, ask, stop, setTyping }: ComposerProps): ReactElement {
  const { broadcaster, user } = useSession()
  const draftKey = `draft.${user.handle}.${place}`
  const [draft, setDraft] = useKept(draftKey)
  const [problem, setProblem] = useState<string>()
  const isEmpty = draft.trim() === ''
  // Without a connection an answer would never arrive.
  const canAsk = isLive(broadcaster)

  const send = async (how: (text: string) => Promise<void>): Promise<void> => {
    const text = draft.trim()
    if (text === '') return
    setDraft('')
    setTyping(false)
    try {
      await how(text)
      setProblem(undefined)
    } catch (error) {
      // What was written meanwhile stays too.
      setDraft([text, readKept(draftKey)].filter(Boolean).join('\n'))
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  const key = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && isAnswering) stop()
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    const asks = event.metaKey || event.ctrlKey
    if (!asks || canAsk) void send(asks ? ask : say)
  }
  return (
    <form
      className="composer"
      aria-label={`Write to ${title}`}
      onSubmit={(event) => {
        event.preventDefault()
        void send(say)
      }}
    >
      {problem !== undefined && (
        <Notice tone="bad">
          <p>Not sent: {problem} Your text is still here; send it again.</p>
        </Notice>
      )}
      <textarea
        className="composer-text"
        dir="auto"
        aria-label="Message"
        aria-describedby="composer-keys"
        placeholder={`Write to ${title}`}
        rows={1}
        maxLength={2000}
        value={draft}
        onKeyDown={key}
        onChange={({ target }) => {
          setDraft(target.value)
          setTyping(target.value.trim() !== '')
        }}
      />
      <div className="composer-foot">
        <p className="soft small" id="composer-keys">
          <kbd>Enter</kbd> sends, <kbd>{isMac ? '⌘' : 'Ctrl'} Enter</kbd> asks the assistant
          {isAnswering && (
            <>
              , <kbd>Esc</kbd> stops it
            </>
          )}
        </p>
        <button
          type="button"
          className="button"
          disabled={isEmpty || !canAsk}
          title={canAsk ? undefined : 'Answers stream over a connection, which this broadcaster has not'}
          onClick={() => {
            void send(ask)
          }}
        >
          <Icon name="spark" />
          Ask
        </button>
        <button className="button is-main" disabled={isEmpty}>
          <Icon name="send" />
          Send
        </button>
      </div>
    </form>
  )
}
