import type { Undo } from '../message.js'

/**
 * Calls `end` when `signal` is aborted. Until then `ties` holds what ends that early, so that a long-lived signal keeps nothing of who was
 * left. By hand: a signal for the listener on the signal keeps a listener of its own for each, in Node.
 */
export function tie(signal: AbortSignal, end: Undo, ties: Set<Undo>): void {
  const ended = (): void => {
    ties.delete(untie)
    end()
  }
  const untie = (): void => {
    signal.removeEventListener('abort', ended)
  }
  ties.add(untie)
  signal.addEventListener('abort', ended)
}
