import type { ReadSince } from '../delivery/since.js'

/** A place in a stream as the application's server knows it, which appended there. */
export interface DurableStreamsAnchor {
  /** The cursor of an event, `<epoch>:<seq>`. */
  readonly cursor: string
  /** The `Stream-Next-Offset` that appending it was answered with. */
  readonly offset: string
}

/** Where the streams are. */
export interface DurableStreamsOptions {
  /**
   * The address of a channel's stream: a function of its full name, asked before each reading (so that it may be signed); or the
   * address that all of them stand under: with `/streams`, `private-room.1` is at `/streams/private-room.1`. It is asked with the
   * headers that channels are authorized with, by `GET`: let it be your own server's.
   */
  url: string | ((channel: string) => string | Promise<string>)
  /**
   * The position of a channel that the application kept (`meta.cursor`), by its full name: delivery begins behind it, over page
   * loads as well. Nothing: at the end of the stream.
   */
  since?: ReadSince | undefined
  /**
   * Where to begin to read the stream of a channel (its beginning). It only spares the way: give it where streams are long.
   */
  anchor?: ((channel: string) => DurableStreamsAnchor | null | undefined) | undefined
}
