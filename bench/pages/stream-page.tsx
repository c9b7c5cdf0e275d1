import type { ComponentType } from 'react'
import { createRoot } from 'react-dom/client'

/** A component that draws a stream of text in a `<pre>`. */
export type StreamView = ComponentType<{
  /** Called for each drawing. */
  drawn: () => void
  /** Called when the stream is complete. */
  done: () => void
}>

/** What came of it. */
export interface StreamOutcome {
  readonly renders: number
  readonly frames: number
  readonly text: string
}

/** What the driver can ask of the page. */
export interface StreamPage {
  /** Counts from now on. */
  start: () => void
  /** Resolves when the stream is complete and was painted. */
  outcome: () => Promise<StreamOutcome>
}

/** What a chunk carries, as documented. */
export interface Chunk {
  readonly chunk: string
}

/** Draws `View`, and counts its drawings and the frames of the page. */
export function showStream(View: StreamView): void {
  const container = document.body.appendChild(document.createElement('main'))
  let renders = 0
  let frames = 0
  let done = (): void => undefined
  const nextFrame = (): Promise<unknown> => new Promise(requestAnimationFrame)
  const complete = new Promise<void>((resolve) => (done = resolve))
  let over = false
  const count = (): void => {
    frames++
    if (!over) requestAnimationFrame(count)
  }
  const page: StreamPage = {
    start() {
      renders = frames = 0
      requestAnimationFrame(count)
    },
    async outcome() {
      await complete
      // The last text is drawn in the next frame, and on the screen in the one after that.
      await nextFrame()
      await nextFrame()
      over = true
      return { renders, frames, text: container.textContent }
    },
  }
  Object.assign(globalThis, { page })
  const drawn = (): void => {
    renders++
  }
  createRoot(container).render(
    <View
      drawn={drawn}
      done={() => {
        done()
      }}
    />,
  )
}
