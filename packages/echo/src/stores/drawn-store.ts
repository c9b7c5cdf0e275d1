import { createStore, type Store, type WritableStore } from './store.js'

/** A store that can call all who have drawn it. */
export interface DrawnStore<T> extends Store<T> {
  /** What it is before anything started: what a server renders. */
  readonly initial: T
  /** Calls every listener, so that who has drawn an older snapshot can notice before the next paint. */
  settle(): void
}

/** A store whose listeners can be called although nothing changed. */
export function createDrawnStore<T>(
  initial: T,
  report: (error: unknown) => void,
): WritableStore<T> & Pick<DrawnStore<T>, 'settle'> {
  // In a box, so that the same snapshot can be told again.
  const box = createStore({ value: initial }, report)
  return {
    ...box,
    get: () => box.get().value,
    set(value) {
      if (value !== box.get().value) box.set({ value })
    },
    settle() {
      box.set({ ...box.get() })
    },
  }
}
