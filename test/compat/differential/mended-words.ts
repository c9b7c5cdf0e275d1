import type { Reached } from '../both.js'

/**
 * Tells who listens to `connector` of each change of its word once, and reports what they throw. To be called whenever the word may be
 * another.
 */
export function mendWords(connector: Reached, report: (error: unknown) => void): () => void {
  const told = new Set<() => void>()
  connector.onConnectionChange = (callback: (word: string) => void): (() => void) => {
    let last = connector.connectionStatus()
    const changed = (): void => {
      const next = connector.connectionStatus()
      if (next == last) return
      last = next
      try {
        callback(next)
      } catch (error) {
        report(error)
      }
    }
    told.add(changed)
    return () => told.delete(changed)
  }
  return () => {
    for (const tell of [...told]) tell()
  }
}
