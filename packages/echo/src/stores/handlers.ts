import type { Undo } from '../message.js'

/** Any function. */
export type Handler = (...values: never[]) => unknown
/** What an application wants to be told of by a store, and how it helps it: functions by name. */
export type Handlers<H> = { readonly [K in keyof H]?: Handler | undefined }

/** The handlers of all who use a store. */
export interface HandlerSet<H> {
  /** Uses them; the result ends it. */
  attach(handlers: H): Undo
  /** Calls all handlers of that name. */
  tell<K extends keyof H>(name: K, ...values: Parameters<Extract<H[K], Handler>>): void
  /** The first handler of that name; the last one that there was, while the store outlives its users. */
  find<K extends keyof H>(name: K): H[K] | undefined
}

/** Owns: who is told, and asked. `spare` is asked while nobody is there. */
export function createHandlers<H extends Handlers<H>>(report: (error: unknown) => void, spare?: H): HandlerSet<H> {
  const all = new Set<H>()
  return {
    attach(handlers) {
      all.add(handlers)
      return () => {
        all.delete(handlers)
        if (!all.size) spare = handlers
      }
    },
    tell(name, ...values) {
      for (const { [name]: handler } of all) {
        try {
          handler?.(...values)
        } catch (error) {
          report(error)
        }
      }
    },
    find(name) {
      for (const { [name]: handler } of all) if (handler) return handler
      return spare?.[name]
    },
  }
}
