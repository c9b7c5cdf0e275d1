/** Where chunks go once it is their turn. */
export interface ChunkSink {
  append(text: string): void
  /** The very first chunk came after others had been taken for the first. */
  prepend(text: string): void
}

/** The chunks of one message, put in order. */
export interface ChunkOrder {
  /** Takes a chunk; one without a sequence comes next. Returns whether it is new. */
  add(sequence: number | undefined, text: string): boolean
  /** The stream ends with this sequence. */
  expect(sequence: number): void
  /** Gives up the first run of missing chunks and goes on with what comes after it. Returns whether any were missing. */
  skip(): boolean
  /**
   * Everything up to `sequence` is there by other means; `undefined`: up to wherever the next chunk begins. If it is `over`, all
   * that ever came is there.
   */
  jump(sequence: number | undefined, over: boolean): void
  /** The sequence of the last chunk that was handed on; before the first, the one below it. */
  sequence(): number
  /**
   * Behind which sequence chunks are missing before others that came, or before the announced end; `start` while it waits only to
   * learn if there is a chunk 0.
   */
  gap(): Gap | undefined
  /** Whether it begins with 1, as far as one can tell until a 0 comes. */
  oneBased(): boolean
  /** How many chunks were given up. */
  lost(): number
  /** How many chunks are known to be missing: given up, or waited for. */
  missing(): number
}

/** Where chunks are missing. */
export type Gap = number | 'start'

/** More chunks are not held: whoever sends so many out of order sends nonsense. */
const HELD_MAX = 10_000

/**
 * Puts chunks in order, whatever order they come in and however often.
 *
 * Streams begin with 0 or with 1; who hears a 1 first cannot know which it is. Until that is found out a 1 is held for a moment
 * (a gap at the `start`, the caller decides how long), unless the streams of this server are known to be `oneBased`; and a 0 that comes
 * even later still goes in front.
 *
 * Owns: the next sequence, chunks that came too early, how many were given up. Does not own: how long to wait, the text.
 */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function createChunkOrder(sink: ChunkSink, oneBased: boolean): ChunkOrder {
  const held = new Map<number, string>()
  /** The one that is handed on when it comes; `Infinity`: whichever comes. */
  let next = oneBased ? 1 : 0
  /** The last that is known of. */
  let last = -1
  let lost = 0

  /** Where the first gap begins: of a stream that may begin with 1, not with 0. */
  const expected = (): number => next || (last > 0 ? 1 : 0)
  const sequence = (): number => (next < Infinity ? next : 0) - 1
  const gap = (): Gap | undefined => (last < expected() ? undefined : held.has(1) ? 'start' : sequence())
  const goOn = (from: number): void => {
    next = from
    for (let text; (text = held.get(next)) !== undefined; next++) {
      held.delete(next)
      sink.append(text)
    }
  }
  return {
    sequence,
    gap,
    oneBased: () => oneBased,
    lost: () => lost,
    missing: () => lost + Math.max(0, last + 1 - expected() - held.size),
    add(given, text) {
      const at = given ?? sequence() + 1
      if (at == next || next == Infinity) {
        sink.append(text)
        goOn(at + 1)
      } else if (at > next) {
        if (held.has(at) || held.size >= HELD_MAX) return false
        held.set(at, text)
        last = Math.max(last, at)
      } else {
        if (at > 0 || !oneBased) return false
        oneBased = false
        sink.prepend(text)
      }
      return true
    },
    expect(end) {
      last = Math.max(last, end)
    },
    skip() {
      const given = gap()
      if (given === undefined) return false
      oneBased ||= given == 'start'
      const to = Math.min(last + 1, ...held.keys())
      lost += to - expected()
      goOn(to)
      return true
    },
    jump(given, over) {
      const to = over ? Math.max(given ?? -1, last, sequence()) : (given ?? Math.min(...held.keys()) - 1)
      lost = 0
      oneBased = false
      for (const early of held.keys()) if (early <= to) held.delete(early)
      goOn(to + 1)
    },
  }
}
