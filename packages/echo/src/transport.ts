/** What a transport tells. After `closed` it says nothing more. */
export interface TransportEvents {
  /** It is open: frames pass from now on. */
  ready(): void
  frame(text: string): void
  closed(reason: string, code: number | undefined): void
}

/** Moves frames over one connection, once: when it is closed it is thrown away. */
export interface Transport {
  send(frame: string): void
  /** Ends it. `closed` is not called for an end we asked for. */
  close(): void
}

/** Opens a transport. Throws if that cannot even be tried. */
export type OpenTransport = (events: TransportEvents) => Transport
