/** A callback with whatever its event brings. */
export type Handler = { bivarianceHack(this: unknown, ...args: unknown[]): void }['bivarianceHack']

/** One callback; without an event, of all of them. */
export interface Binding {
  readonly event: string | undefined
  readonly callback: Handler
  readonly context: unknown
}

/** The methods by which callbacks come and go in pusher-js. */
export interface Bindings {
  /** Calls back for every such event, with `context` as `this`. */
  bind(event: string, callback: Handler, context?: unknown): this
  /** Calls back for every event, with its name first. */
  bind_global(callback: Handler): this
  /** Ends what `bind` began: of that event, with that callback, in that context; what is left out fits all. */
  unbind(event?: string, callback?: Handler, context?: unknown): this
  unbind_global(callback?: Handler): this
  unbind_all(): this
}

/** What an object is to those who look at its type: Vue and Alpine wrap nothing that is not a plain one. pusher-js's types have it not. */
export interface Unwrapped {
  readonly [Symbol.toStringTag]?: string
}

/** Those methods, for `Object.assign`. `added` is told of each binding, and gives what ends it. */
export function bindings(added: (binding: Binding) => () => void): Bindings {
  let kept: readonly (Binding & { readonly end: () => void })[] = []
  const add = (event: string | undefined, callback: Handler, context?: unknown): void => {
    const binding = { event, callback, context }
    kept = [...kept, { ...binding, end: added(binding) }]
  }
  const drop = (isMeant: (binding: Binding) => boolean): void => {
    const ended = kept.filter(isMeant)
    kept = kept.filter((binding) => !ended.includes(binding))
    for (const { end } of ended) end()
  }
  return {
    bind(event, callback, context) {
      add(event, callback, context)
      return this
    },
    bind_global(callback) {
      add(undefined, callback)
      return this
    },
    unbind(event, callback, context) {
      drop(
        (binding) =>
          binding.event !== undefined &&
          (!event || binding.event == event) &&
          (!callback || binding.callback == callback) &&
          (!context || binding.context == context),
      )
      return this
    },
    unbind_global(callback) {
      drop((binding) => binding.event === undefined && (!callback || binding.callback == callback))
      return this
    },
    unbind_all() {
      drop(() => true)
      return this
    },
  }
}

/** Who listens, and how they are told. */
export interface Emitter {
  readonly methods: Bindings
  /** Whether anybody would be called: for this event, or at all. */
  hears(event?: string): boolean
  emit(event: string, data?: unknown): void
}

/** Callbacks by event, told by name. `bound` hears of new ones; one that throws is reported, and the next is called. */
export function createEmitter(to: { report(error: unknown): void }, bound: () => void): Emitter {
  const all = new Set<Binding>()
  return {
    methods: bindings((binding) => {
      all.add(binding)
      bound()
      return () => all.delete(binding)
    }),
    hears: (event) => [...all].some((binding) => (binding.event ?? event) == event || !event),
    emit(event, data) {
      // Who listens to everything comes first, as in pusher-js.
      for (const name of [undefined, event]) {
        for (const { event: of, callback, context } of [...all]) {
          if (of != name) continue
          try {
            if (name) callback.call(context, data)
            else callback(event, data)
          } catch (error) {
            to.report(error)
          }
        }
      }
    },
  }
}
