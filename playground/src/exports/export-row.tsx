import { useEventStream } from '@resound/react'
import type { ReactElement } from 'react'

/** How far one export is. */
export function ExportRow({ address, number }: { address: string; number: number }): ReactElement {
  const { data, error, status } = useEventStream<{ progress: number }>(address, {
    until: ({ progress }) => progress === 100,
  })
  const progress = data?.progress ?? 0
  const words = progress === 100 ? 'done' : status === 'waiting' ? 'waiting for the server …' : `${String(progress)} %`
  return (
    <li className="export">
      <span>Export {number}</span>
      <progress aria-label={`Export ${String(number)}`} max={100} value={progress} />
      <span className="soft small">{error && progress < 100 ? error.message : words}</span>
    </li>
  )
}
