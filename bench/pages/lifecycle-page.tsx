import { Activity, useCallback, useState, type ComponentType, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { flushSync } from 'react-dom'

/** A component that listens to the private channel and hands on what it hears. */
export type Listener = ComponentType<{ heard: () => void }>

/** What the driver can ask of the page. Each change is committed, effects and all, before the next one. */
export interface LifecyclePage {
  /** Takes the component away and puts it back. */
  remount: () => Promise<void>
  /** Gives it another callback, that many times. */
  renew: (times: number) => Promise<void>
  /** Hides it and shows it again, that many times. */
  toggle: (times: number) => Promise<void>
  /** How many callbacks heard something: the latest must, and no other. */
  heardBy: () => number[]
}

interface Look {
  readonly shown: boolean
  readonly mode: 'visible' | 'hidden'
  readonly callback: number
}

export const EVENT = '.message.created'

/** Shows the component and lets the driver do to it what applications do. */
export function showLifecycle(Listener: Listener): void {
  const heardBy: number[] = []
  let look: Look = { shown: true, mode: 'visible', callback: 0 }
  let draw: (look: Look) => void = () => undefined
  function Page(): ReactElement {
    const [{ callback, mode, shown }, setLook] = useState(look)
    draw = setLook
    const heard = useCallback(() => {
      heardBy.push(callback)
    }, [callback])
    return <Activity mode={mode}>{shown && <Listener key="listener" heard={heard} />}</Activity>
  }
  const change = async (next: Partial<Look>): Promise<void> => {
    look = { ...look, ...next }
    flushSync(() => {
      draw(look)
    })
    // Passive effects come after a paint.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    await new Promise((resolve) => setTimeout(resolve))
  }
  const page: LifecyclePage = {
    async remount() {
      await change({ shown: false })
      await change({ shown: true })
    },
    async renew(times) {
      for (let time = 0; time < times; time++) await change({ callback: look.callback + 1 })
    },
    async toggle(times) {
      for (let time = 0; time < times; time++) {
        await change({ mode: 'hidden' })
        await change({ mode: 'visible' })
      }
    },
    heardBy: () => heardBy,
  }
  Object.assign(globalThis, { page })
  createRoot(document.body.appendChild(document.createElement('main'))).render(<Page />)
}
