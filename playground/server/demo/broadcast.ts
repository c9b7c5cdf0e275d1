/** An event of the demo. */
export interface DemoEvent {
  /** Full name. */
  readonly channel: string
  readonly event: string
  readonly data: unknown
  /** The connection that is left out. */
  readonly exceptSocketId?: string | undefined
}

/** Sends an event to whoever is subscribed; the result is the value of `X-Event-Cursor`, where there is an event log. */
export type Broadcast = (event: DemoEvent) => string | undefined
