import { useCallback, useEffect, useState } from 'react'
import { isRefusal } from '../demo/request.js'

/** What was asked for: on its way, there, refused, or waiting for a server that does not answer. */
export type Loaded<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly data: T }
  | { readonly status: 'waiting' | 'refused'; readonly message: string }

/** How long it waits before it asks again a server that does not answer. */
const AGAIN_MS = 1_500

/**
 * Loads something, and goes on asking while nobody answers. `load` must be the same function as long as it means the same.
 * `reload` asks once more, keeping what is there meanwhile.
 */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> & { readonly reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ status: 'loading' })
  const [round, setRound] = useState(0)
  const reload = useCallback(() => {
    setRound((before) => before + 1)
  }, [])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    load().then(
      (data) => {
        if (!isOver) setLoaded({ status: 'ready', data })
      },
      (error: unknown) => {
        if (isOver) return
        const message = error instanceof Error ? error.message : String(error)
        const isFinal = isRefusal(error)
        setLoaded((before) =>
          before.status === 'ready' ? before : { status: isFinal ? 'refused' : 'waiting', message },
        )
        if (!isFinal) timer = setTimeout(reload, AGAIN_MS)
      },
    )
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [load, round, reload])
  return { ...loaded, reload }
}
