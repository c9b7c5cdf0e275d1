import type { ReactElement } from 'react'
import type { Member } from '../demo/demo-types.js'

/** "… is typing". Its line is always there, so that nothing jumps. */
export function TypingLine({ typing }: { typing: readonly Member[] }): ReactElement {
  const names = typing.map(({ name }) => name.split(' ')[0]).join(' and ')
  return (
    <p className="typing soft small">
      {typing.length > 0 && (
        <>
          <span className="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {names} {typing.length > 1 ? 'are' : 'is'} typing …
        </>
      )}
    </p>
  )
}
