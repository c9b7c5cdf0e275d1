/** A value that changes, and who wants to know. The value is a snapshot: it is replaced, never changed. */
export interface Store<T> {
  /** The present snapshot; the same object until something changes. */
  get(): T
  /** Calls back after each change; the result ends it. */
  subscribe(listener: () => void): () => void
}

/** A store that can call all who have drawn it. */
export interface DrawnStore<T> extends Store<T> {
  /** What it is before anything started: what a server renders. */
  readonly initial: T
  /** Calls every listener, so that who has drawn an older snapshot can notice before the next paint. */
  settle(): void
}

/** A store whose owner may replace its snapshot. */
export interface WritableStore<T> extends DrawnStore<T> {
  set(value: T): void
}

/** A store that tells its listeners at once. One that throws does not keep the others from hearing. */
export function createStore<T>(initial: T, report: (error: unknown) => void): WritableStore<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const settle = (): void => {
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        report(error)
      }
    }
  }
  return {
    initial,
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      settle()
    },
    settle,
    subscribe(listener) {
      // A wrapper, so that the same function may subscribe twice and each undo ends its own.
      const own = (): void => {
        listener()
      }
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
  }
}
