/** What events carry here. `text` makes them as large as they are meant to be. */
export interface Payload {
  readonly id: number
  readonly text: string
}

export type PayloadCallback = (payload: Payload) => void

/** A channel as its users hold it. Event names begin with a dot, as Echo's do when they are meant as they stand. */
export interface ContenderChannel {
  listen(event: string, callback: PayloadCallback): unknown
  stopListening(event: string, callback: PayloadCallback): unknown
  subscribed?(callback: () => void): unknown
}

/** A client that is measured. */
export interface Contender {
  /** The channel of that name: subscribed when it is first asked for. */
  channel(name: string): ContenderChannel
  disconnect(): void
  /** What must not be held by anything once it was disconnected and dropped. */
  parts(): readonly object[]
}

/** Makes a client on the `FakeSocket`. It need not be connected yet. */
export type CreateContender = () => Contender
