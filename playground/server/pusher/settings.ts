/** How many messages a connection may send. */
export interface RateLimitSettings {
  /** Messages in a window. */
  readonly max: number
  /** Length of the window in ms; it starts with the first message. */
  readonly perMs: number
  /** Ends the connection instead of telling it. */
  readonly terminate: boolean
}

/** Who may send client events: anybody, whoever is subscribed to the channel, nobody. */
export type ClientEventPolicy = 'all' | 'members' | 'none'

/** One application of a Pusher-protocol server. */
export interface ApplicationSettings {
  readonly appId: string
  readonly key: string
  readonly secret: string
  /** 32 bytes from which the keys of encrypted channels are derived. */
  readonly masterKey: Uint8Array
  /** Told to clients in the greeting, in seconds. */
  readonly activityTimeoutS: number
  /** After how long without a message a subscribed connection is pinged. */
  readonly pingIntervalMs: number
  readonly acceptClientEventsFrom: ClientEventPolicy
  readonly rateLimit: RateLimitSettings | null
  /** How many subscribed connections there may be before new ones are told 4004; null for no quota. */
  readonly maxConnections: number | null
}
