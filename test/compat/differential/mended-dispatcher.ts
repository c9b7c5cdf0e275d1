import type { Reached } from '../both.js'

/** Calls every callback that is still bound when it is its turn, whatever another throws; who is added meanwhile waits for the next event. */
export function mendDispatcher(dispatcher: Reached, report: (error: unknown) => void): Reached {
  const attempt = (call: () => void): void => {
    try {
      call()
    } catch (error) {
      report(error)
    }
  }
  // `listenToAll` is told what is known beside the payload, `bind_global` is not.
  const isWrapper = (callback: unknown): boolean =>
    dispatcher.wrappers?.some(({ wrapper }: Reached) => wrapper == callback)
  dispatcher.emit = (event: string, data: unknown, metadata?: { user_id?: string }): Reached => {
    // Of the news of a subscription those who hear everything hear among the others.
    const early = /^pusher:(sub|mem)/.test(event) ? [...(dispatcher.callbacks.get(event) ?? [])] : undefined
    for (const callback of [...dispatcher.global_callbacks]) {
      if (dispatcher.global_callbacks.includes(callback))
        attempt(() => callback(event, data, isWrapper(callback) && metadata?.user_id ? metadata : undefined))
    }
    for (const binding of early ?? [...(dispatcher.callbacks.get(event) ?? [])]) {
      if (!dispatcher.callbacks.get(event)?.includes(binding)) continue
      attempt(() => binding.fn.call(binding.context ?? globalThis, data, metadata?.user_id ? metadata : undefined))
    }
    return dispatcher
  }
  return dispatcher
}
