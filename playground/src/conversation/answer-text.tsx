import { memo, type ReactElement } from 'react'

/** A part of an answer; sealed ones never change, and are never drawn again. */
const Part = memo(function Part({ text }: { text: string }): ReactElement {
  return <div className="part">{text}</div>
})

/** The text of an answer in its parts, with a caret while there is more to come. */
export function AnswerText({ parts, isOpen }: { parts: readonly string[]; isOpen: boolean }): ReactElement {
  const isEmpty = parts.every((part) => part === '')
  return (
    <div className="message-text answer-text" data-open={isOpen}>
      {isEmpty && isOpen ? (
        <div className="part soft">Thinking</div>
      ) : (
        // Parts are only ever added at the end.
        parts.map((part, index) => <Part key={index} text={part} />)
      )}
    </div>
  )
}
