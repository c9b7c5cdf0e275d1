import type { ReactElement } from 'react'

/** Drawn on 16 by 16, in strokes. */
const paths = {
  waves: 'M3 8h.01M6.5 4.5a5 5 0 0 1 0 7M10 2a8.5 8.5 0 0 1 0 12',
  chat: 'M2.5 3.5h11v7.5h-6L4.5 13.5V11h-2z',
  order: 'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11zM2.5 5 8 7.8 13.5 5M8 7.8v6',
  box: 'M2.5 6.5v7h11v-7M8 9.5v-7M5 5l3-3 3 3',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1.2 1.5H2.8zM6.7 14.2h2.6',
  close: 'M4 4l8 8M12 4l-8 8',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  wire: 'M1.5 8h3l2-5 3 10 2-5h3',
  code: 'M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4',
  send: 'M2.5 8h10M8.5 4l4 4-4 4',
  spark: 'M8 2v3.5M8 10.5V14M2 8h3.5M10.5 8H14M4.2 4.2l1.6 1.6M10.2 10.2l1.6 1.6M11.8 4.2l-1.6 1.6M5.8 10.2l-1.6 1.6',
  stop: 'M4.5 4.5h7v7h-7z',
  out: 'M9.5 2.5h4v4M13.5 2.5 7.5 8.5M11.5 9.5v4h-9v-9h4',
  theme: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
} as const

/** A small drawing that says nothing by itself: the text beside it does. */
export function Icon({ name }: { name: keyof typeof paths }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
