import type { ReactElement, ReactNode } from 'react'

/** How serious a notice is; the shape in front of it says so too. */
export type NoticeTone = 'plain' | 'warn' | 'bad'

const marks: Record<NoticeTone, string> = { plain: '○', warn: '◐', bad: '▲' }

/** What a notice is given. */
export interface NoticeProps {
  readonly tone: NoticeTone
  readonly children: ReactNode
}

/** A few words about what is not as it should be, and what to do about it; screen readers are told when it comes or changes. */
export function Notice({ tone, children }: NoticeProps): ReactElement {
  return (
    <div className="notice" data-tone={tone} role="status">
      <span className="notice-mark" aria-hidden="true">
        {marks[tone]}
      </span>
      <div className="notice-text">{children}</div>
    </div>
  )
}
