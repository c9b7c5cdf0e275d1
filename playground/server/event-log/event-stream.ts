// Owns: one answer as an event stream: its pace, its heartbeat, its end.
// Does not own: what there is to say (the reading does), the request.
import type { ServerClock } from '../clock.js'
import type { Reading } from './reading.js'

/** After so long in silence a comment says that the line lives. */
const HEARTBEAT_MS = 15_000

/** Beyond this nothing is written until the client has read. */
const MAX_WAITING_BYTES = 256 * 1024

/** The least that a client waits before it comes back. */
const RETRY = 'retry: 1000\n\n'

/** What a stream needs. */
export interface EventStreamOptions {
  readonly reading: Reading
  readonly clock: ServerClock
  /** Asked with each heartbeat: whether the client may still read all of this. */
  readonly mayGoOn: () => boolean
  /** Until when a proxy between us keeps everything to itself, in ms since 1970. */
  readonly heldUntilMs: () => number
  /** The stream is over, whoever ended it. */
  readonly onEnd: () => void
}

/** A `text/event-stream` body. */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined
  private readonly encoder = new TextEncoder()
  private isOpened = false
  private isFirst = true
  private cancelHeartbeat: () => void = () => undefined
  private cancelHold: () => void = () => undefined

  constructor(private readonly options: EventStreamOptions) {
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller
          this.rest()
        },
        pull: () => {
          this.wake()
        },
        cancel: () => {
          this.finish()
        },
      },
      { highWaterMark: MAX_WAITING_BYTES, size: (chunk) => chunk.byteLength },
    )
  }

  /** There may be something to say. */
  wake(): void {
    if (this.isHeld()) return
    if (!this.isOpened && this.controller) {
      this.isOpened = true
      this.write(RETRY)
    }
    while (this.controller && (this.controller.desiredSize ?? 0) > 0) {
      const text = this.next()
      if (text === undefined) return
      this.write(text)
    }
  }

  /** Ends it, as a server does that goes down in order. */
  end(): void {
    const { controller } = this
    this.finish()
    controller?.close()
  }

  private next(): string | undefined {
    const { reading } = this.options
    const resets = reading.resets()
    if (resets) return message(resets, 'reset')
    if (!this.isFirst) {
      const news = reading.news()
      return news && message(news)
    }
    this.isFirst = false
    return message(reading.all())
  }

  private write(text: string): void {
    this.controller?.enqueue(this.encoder.encode(text))
    this.rest()
  }

  private rest(): void {
    this.cancelHeartbeat()
    this.cancelHeartbeat = this.options.clock.timer(HEARTBEAT_MS, () => {
      if (!this.options.mayGoOn()) this.end()
      else if (this.isHeld()) this.rest()
      else this.write(': hb\n\n')
    })
  }

  /** A proxy that buffers: what would be written now is written when it stops. */
  private isHeld(): boolean {
    const { clock, heldUntilMs } = this.options
    const ms = heldUntilMs() - clock.now()
    if (ms <= 0) return false
    this.cancelHold()
    this.cancelHold = clock.timer(ms, () => {
      this.wake()
    })
    return true
  }

  private finish(): void {
    if (!this.controller) return
    this.controller = undefined
    this.cancelHeartbeat()
    this.cancelHold()
    this.options.onEnd()
  }
}

function message(value: unknown, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(value)}\n\n`
}
