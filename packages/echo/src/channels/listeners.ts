import type { EventMeta, Undo } from '../message.js'

/** What a listener is filed under: an event's name on the wire, or a symbol for what no server can name. */
export type Key = string | symbol

/** A listener as it is kept: what it takes is known by its event's name only. */
export type Callback = { bivarianceHack(data: unknown, meta: EventMeta): void }['bivarianceHack']

/** What is called in a callback's place remembers it. */
interface Call extends Callback {
  of?: Callback
}

/** Who listens to one event, in the order in which they came: most often one, kept bare; only a second makes a `Set`. */
export type Heard = Call | Set<Call>

/**
 * Who listens to what: callbacks by event.
 *
 * Most channels have one event with one listener, and there may be ten thousand of them: the first event is kept without a map
 * around it, and one listener without a set. Adding and removing costs the same beside a thousand others.
 */
export class Listeners {
  private event: Key | undefined
  private calls: Heard | undefined
  private others: Map<Key, Heard> | undefined
  /** Where something is called in another's place, as for who listens to everything: only there is it looked for. */
  indirect: Set<Key> | undefined

  /** The same callback twice is called twice. `through` is what is called in its place, if it wants something else. */
  add(event: Key, callback: Callback, through?: Callback): Undo {
    const present = this.of(event)
    let call: Call = callback
    if (through || present == call || (present instanceof Set && present.has(call))) {
      const actual = through ?? callback
      call = (data, meta) => {
        actual(data, meta)
      }
      call.of = callback
      ;(this.indirect ??= new Set()).add(event)
    }
    if (present instanceof Set) present.add(call)
    else this.put(event, present ? new Set([present, call]) : call)
    return () => {
      this.drop(event, call)
    }
  }

  /** Removes a callback, as often as it was added; without one, all of the event. Who is removed is not called any more. */
  remove(event: Key, callback?: Callback): void {
    if (callback && !this.indirect?.has(event)) {
      this.drop(event, callback)
      return
    }
    const present = this.of(event)
    for (const call of typeof present == 'function' ? [present] : (present ?? [])) {
      if (!callback || call == callback || call.of == callback) this.drop(event, call)
    }
  }

  /** What somebody listens to. */
  get events(): readonly Key[] {
    const others = [...(this.others?.keys() ?? [])]
    return this.event === undefined ? others : [this.event, ...others]
  }

  clear(): void {
    for (const event of this.events) this.remove(event)
  }

  /** Who listens to `event`: nobody, one, or several in the order in which they came. */
  of(event: Key): Heard | undefined {
    return event === this.event ? this.calls : this.others?.get(event)
  }

  private put(event: Key, calls: Heard | undefined): void {
    if (event === this.event || (this.event === undefined && !this.of(event))) {
      this.event = calls && event
      this.calls = calls
    } else if (calls) (this.others ??= new Map()).set(event, calls)
    else this.others?.delete(event)
  }

  private drop(event: Key, call: Call): void {
    const present = this.of(event)
    if (present == call || (present instanceof Set && present.delete(call) && !present.size)) this.put(event, undefined)
  }
}
