import { memo, useState, type ReactElement } from 'react'
import { kindOfFrame, spellOut } from './read-frame.js'
import type { WireEntry } from './wire-log.js'

const directions = {
  in: { mark: '↓', word: 'in' },
  out: { mark: '↑', word: 'out' },
  note: { mark: '·', word: 'note' },
  fault: { mark: '╳', word: 'broken' },
} as const

/** One frame in a line; opened, all of it. */
export const FrameRow = memo(function FrameRow({ entry }: { entry: WireEntry }): ReactElement {
  const { atMs, channel, direction, event, payload, text } = entry
  const [isOpen, setOpen] = useState(false)
  const { mark, word } = directions[direction]
  const line = (
    <>
      <time className="frame-time">{timeOf(atMs)}</time>
      <span className="frame-mark" data-direction={direction}>
        <span aria-hidden="true">{mark}</span>
        <span className="only-heard">{word}</span>
      </span>
    </>
  )
  if (direction === 'note' || direction === 'fault') {
    return (
      <li className="frame is-note">
        {line}
        <span className="frame-note">{text}</span>
      </li>
    )
  }
  return (
    <li className="frame" data-kind={kindOfFrame(event)}>
      <details
        onToggle={({ currentTarget }) => {
          setOpen(currentTarget.open)
        }}
      >
        <summary>
          {line}
          <span className="frame-what">
            <span className="frame-event">{event}</span>
            {channel !== undefined && <span className="frame-channel">{channel}</span>}
            {payload !== '{}' && payload !== '' && <span className="frame-payload">{payload}</span>}
          </span>
        </summary>
        {isOpen && <pre className="frame-text">{spellOut(text)}</pre>}
      </details>
    </li>
  )
})

/** `12:04:05.123` */
function timeOf(ms: number): string {
  const date = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
