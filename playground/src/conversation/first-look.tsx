import { useState, type ReactElement } from 'react'
import { windowPath } from '../connection/connect.js'
import { useSession } from '../session/session-context.js'
import { blink } from '../wire/faults.js'

const QUESTION = 'What happens when the wire is cut?'

/** How long the assistant speaks before its wire is cut: it has more to say for seconds. */
const SPEAKS_MS = 1_500

/** What to try first, where nobody asked the assistant yet: in words, and with one click. */
export function FirstLook({ ask }: { ask: (text: string) => Promise<void> }): ReactElement {
  const { api, windowId, wire } = useSession()
  const [problem, setProblem] = useState('')
  const show = async (): Promise<void> => {
    try {
      await ask(QUESTION)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
      return
    }
    setTimeout(() => {
      api.breakIt(blink.fault, windowPath(windowId)).then(
        () => {
          wire.note(blink.says, 'fault')
        },
        (error: unknown) => {
          wire.note(`Nothing was broken: ${String(error)}`)
        },
      )
    }, SPEAKS_MS)
  }
  return (
    <section className="first-look" aria-labelledby="first-look-title">
      <h3 id="first-look-title">Cut the wire, and nothing is missing</h3>
      <p className="soft">
        Ask the assistant something, and break the connection while it answers: “Break it” is in the wire. Or let one
        click do both.
      </p>
      <p role="status">
        <button
          type="button"
          className="button"
          onClick={() => {
            void show()
          }}
        >
          Show me
        </button>{' '}
        <span className="small">{problem}</span>
      </p>
    </section>
  )
}
