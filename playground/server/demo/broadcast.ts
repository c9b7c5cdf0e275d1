/** An event of the demo. */
export interface DemoEvent {
  /** Full name. */
  readonly channel: string
  readonly event: string
  readonly data: unknown
  /** The connection that is left out. */
  readonly exceptSocketId?: string | undefined
}

/** Sends an event to whoever is subscribed. */
export type Broadcast = (event: DemoEvent) => void
