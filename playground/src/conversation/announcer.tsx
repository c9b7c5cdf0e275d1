import { useState, type ReactElement } from 'react'
import type { Message } from '../demo/demo-types.js'
import { useSession } from '../session/session-context.js'
import type { Answer } from './use-answers.js'

/** What the announcer is given. */
export interface AnnouncerProps {
  readonly messages: readonly Message[]
  readonly answers: ReadonlyMap<string, Answer>
}

/** Tells screen readers what is new: a message when it came, an answer when it begins and when it is whole, never its chunks. */
export function Announcer({ messages, answers }: AnnouncerProps): ReactElement {
  const { user } = useSession()
  const last = messages.at(-1)
  // What was there when the page came is no news.
  const [old, setOld] = useState<string>()
  if (last && old === undefined) setOld(last.id)
  const isNews = last !== undefined && last.id !== (old ?? last.id) && last.author.id !== user.id
  return (
    <p className="only-heard" aria-live="polite">
      {isNews && wordsFor(last, answers.get(last.id))}
    </p>
  )
}

function wordsFor({ author, role, text, status }: Message, answer: Answer | undefined): string {
  if (role === 'user') return `${author.name}: ${text}`
  const isOpen = (answer?.status ?? status) === 'streaming'
  return isOpen ? 'The assistant is answering.' : `The assistant has answered: ${answer?.text ?? text}`
}
