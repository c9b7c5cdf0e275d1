/** A connection that can be broken in the ways a network breaks. */
export interface Breakable {
  /** Resets it, now. */
  cut(): void
  /** For `ms` nothing passes in either direction and nobody is told; then all of it does, late. */
  halfOpen(ms: number): void
  /** Delays what passes by about `delayMs`, in both directions, for `forMs`. */
  slow(delayMs: number, forMs: number): void
}

/** A connection that is open, of any protocol. */
export interface OpenConnection {
  readonly socketId: string
  readonly wire: Breakable
  /** What new connections of the same window begin with: the client's `wsPath`, or empty. */
  readonly prefix: string
  /** It goes on where web sockets are blocked. */
  readonly isHttp?: true
  /** Whose it is, once that was shown. */
  userId: string | undefined
}
