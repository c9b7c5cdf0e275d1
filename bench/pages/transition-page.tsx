import { useLayoutEffect, useMemo, useState, useTransition, type ComponentType, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'

/** What the driver can ask of the page. */
export interface TransitionPage {
  /** Makes a transition of 400 ms; resolves with how long it took, in ms. */
  transition: () => Promise<number>
}

const ROWS = 200
const ROW_MS = 2

/** Takes its time to be drawn, as a large list does. */
function Row({ round }: { round: number }): ReactElement {
  const until = performance.now() + ROW_MS
  while (performance.now() < until);
  return <i>{round}</i>
}

/** Draws something that changes all the time beside something that takes long to draw. */
export function showTransition(Ticker: ComponentType): void {
  let start = (): void => undefined
  let finish: (at: number) => void = () => undefined
  function Page(): ReactElement {
    const [round, setRound] = useState(0)
    const [, startTransition] = useTransition()
    const rows = useMemo(
      () => Array.from({ length: round ? ROWS : 0 }, (_, row) => <Row key={row} round={round} />),
      [round],
    )
    useLayoutEffect(() => {
      start = () => {
        startTransition(() => {
          setRound(round + 1)
        })
      }
      finish(performance.now())
    }, [round, startTransition])
    return (
      <>
        <Ticker />
        <p>{rows}</p>
      </>
    )
  }
  const page: TransitionPage = {
    async transition() {
      const from = performance.now()
      const to = await new Promise<number>((resolve) => {
        finish = resolve
        start()
      })
      return to - from
    },
  }
  Object.assign(globalThis, { page })
  createRoot(document.body.appendChild(document.createElement('main'))).render(<Page />)
}
