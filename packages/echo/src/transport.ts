/** What a transport tells. After `closed` it says nothing more. A frame is text, unless somebody else's library has read it. */
export interface TransportEvents<Frame = string> {
  /** It is open: frames pass from now on. */
  ready(): void
  frame(frame: Frame): void
  closed(reason: string, code: number | undefined): void
}

/** Moves frames over one connection, once: when it is closed it is thrown away. */
export interface Transport {
  send(frame: string): void
  /** Ends it. `closed` is not called for an end we asked for. */
  close(): void
}

/** Opens a transport. Throws if that cannot even be tried. */
export type OpenTransport<Frame = string> = (events: TransportEvents<Frame>) => Transport
