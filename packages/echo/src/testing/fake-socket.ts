import type { SocketLike } from '../platform/platform.js'

/** What the server does with a socket. */
export interface SocketEnd {
  /** Whether what is sent still arrives; a line that went dead says nothing about it. */
  alive: boolean
  send(frame: string): void
  close(code: number, reason: string): void
}

/** What a socket tells its server. */
export interface SocketHandlers {
  /** It wants to be connected; false where nothing listens. */
  open(end: SocketEnd): boolean
  received(end: SocketEnd, frame: string): void
  closed(end: SocketEnd): void
}

const nothing = (): void => undefined

/** A class of web sockets that lead to one server in memory. Each calls back in a turn of its own, as a browser's do. */
export function fakeSocketClass({ open, received, closed }: SocketHandlers): new (url: string) => SocketLike {
  return class FakeSocket implements SocketLike {
    onopen: SocketLike['onopen'] = null
    onmessage: SocketLike['onmessage'] = null
    onclose: SocketLike['onclose'] = null
    onerror: SocketLike['onerror'] = null
    private over = false
    private readonly end: SocketEnd = {
      alive: true,
      send: (data) => {
        if (!this.over && this.end.alive) this.tell(this.onmessage, { data })
      },
      close: (code, reason) => {
        if (this.over) return
        this.over = true
        this.tell(this.onclose, { code, reason })
      },
    }

    constructor(readonly url: string) {
      queueMicrotask(() => {
        if (this.over) return
        this.tell(this.onopen, {})
        if (!open(this.end)) this.end.close(1006, '')
      })
    }

    send(frame: string): void {
      queueMicrotask(() => {
        if (!this.over && this.end.alive) received(this.end, frame)
      })
    }

    close(): void {
      this.over = true
      closed(this.end)
    }

    private tell(handler: SocketLike['onopen'], event: unknown): void {
      const call = (handler ?? nothing) as (event: unknown) => void
      call(event)
    }
  }
}
