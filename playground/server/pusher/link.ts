/** What carries frames to one client. None of it throws, whatever became of the client. */
export interface Link {
  send(frame: string): void
  /** Sends an empty ping of the web socket itself. */
  ping(): void
  /** Ends without a close frame, after what was sent: the client sees 1006. */
  hangUp(): void
  /** Ends with a close frame. */
  close(code: number, reason: string): void
}
