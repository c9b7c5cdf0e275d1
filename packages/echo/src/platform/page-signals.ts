/**
 * What the page and the network tell about themselves. `shown` and `hidden` follow the tab; `frozen` means that the page
 * may be put away (`freeze`, `pagehide`), `thawed` that it is back; `focus`, `online` and `offline` are the browser's.
 */
export type PageSignal = 'shown' | 'hidden' | 'focus' | 'frozen' | 'thawed' | 'online' | 'offline'

export interface PageSignals {
  /** Calls back for every signal; the result ends it. Where there is no page, nothing is ever called. */
  watch(listener: (signal: PageSignal) => void): () => void
  /** Whether the tab is hidden now. */
  hidden(): boolean
  /** Whether the browser believes it has a network. */
  online(): boolean
}

const signals: Readonly<Record<string, PageSignal>> = {
  online: 'online',
  offline: 'offline',
  focus: 'focus',
  pageshow: 'thawed',
  pagehide: 'frozen',
  freeze: 'frozen',
  resume: 'thawed',
  visibilitychange: 'shown',
}

const hidden = (): boolean => (globalThis as { document?: Document }).document?.visibilityState == 'hidden'

/** The signals of a browser's window and document; silent where nobody sends any: on a server, in React Native. */
export const browserSignals: PageSignals = {
  watch(listener) {
    const watching = new AbortController()
    const tell = ({ type, target }: Event): void => {
      // Elements have a focus of their own, which is no news.
      if (type == 'focus' && target != globalThis) return
      const signal = signals[type]
      if (signal) listener(signal == 'shown' && hidden() ? 'hidden' : signal)
    }
    // On its way to the document, every event passes the window; not all of them come back.
    const options = { capture: true, signal: watching.signal }
    for (const type of Object.keys(signals))
      (globalThis as Partial<EventTarget>).addEventListener?.(type, tell, options)
    return () => {
      watching.abort()
    }
  },
  hidden,
  // React Native and Node have a navigator without `onLine`: not knowing counts as online.
  online: () => (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine !== false,
}
