import { useRef, useState, type ReactElement } from 'react'
import { Icon } from '../elements/icon.js'
import { useSession } from '../session/session-context.js'
import { codeOf } from './code-of.js'

/** "How this page connects": its very code, to read and to copy. */
export function ConnectionCode(): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const { broadcaster, windowId } = useSession()
  const [copied, setCopied] = useState(false)
  const code = codeOf(broadcaster, windowId)
  return (
    <>
      <button
        type="button"
        className="button is-quiet opens-code"
        aria-label="How this page connects"
        title="How this page connects"
        onClick={() => {
          setCopied(false)
          dialog.current?.showModal()
        }}
      >
        <Icon name="code" />
        <span className="wide-word">How this page connects</span>
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="code-title">
        <header className="dialog-head">
          <h2 id="code-title">How this page connects</h2>
          <form method="dialog">
            <button className="button is-quiet" aria-label="Close">
              <Icon name="close" />
            </button>
          </form>
        </header>
        <pre className="code" tabIndex={0} aria-label="Code">
          {code}
        </pre>
        <footer className="dialog-foot">
          <p className="soft small" role="status">
            {copied ? 'Copied.' : "The options are laravel-echo's; the token may be a function."}
          </p>
          <button
            type="button"
            className="button is-main"
            onClick={() => {
              void navigator.clipboard.writeText(code).then(() => {
                setCopied(true)
              })
            }}
          >
            Copy
          </button>
        </footer>
      </dialog>
    </>
  )
}
