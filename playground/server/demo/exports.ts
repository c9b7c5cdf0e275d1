// Owns: the demo's exports: when each began, and the streams that tell how far it is.
// Does not own: what is exported, which is nothing.
import { randomUUID } from 'node:crypto'
import type { ServerClock } from '../clock.js'

/** How long an export takes. */
const TAKES_MS = 10_000
/** How often its progress is told. */
const EVERY_MS = 500
/** How many are remembered. */
const MAX_EXPORTS = 100

/** Exports in memory. Their ids are secrets: who knows one may watch it, as with a signed address. */
export class Exports {
  private readonly began = new Map<string, number>()
  private readonly endings = new Set<() => void>()

  constructor(private readonly clock: ServerClock) {}

  /** Begins one. */
  begin(): string {
    const id = randomUUID()
    this.began.set(id, this.clock.now())
    const [oldest] = this.began.keys()
    if (this.began.size > MAX_EXPORTS && oldest !== undefined) this.began.delete(oldest)
    return id
  }

  /** An event stream of its progress in percent, from behind `after` on; undefined where there is none of that id. */
  watch(id: string, after: number): ReadableStream<Uint8Array> | undefined {
    const began = this.began.get(id)
    if (began === undefined) return undefined
    let last = after
    let cancel = (): void => undefined
    const encoder = new TextEncoder()
    const tell = (controller: ReadableStreamDefaultController<Uint8Array>, end: () => void): void => {
      const progress = Math.min(100, Math.floor(((this.clock.now() - began) / TAKES_MS) * 100))
      if (progress > last) {
        last = progress
        controller.enqueue(encoder.encode(`id: ${String(progress)}\ndata: ${JSON.stringify({ progress })}\n\n`))
      }
      if (progress == 100) end()
      else {
        cancel = this.clock.timer(EVERY_MS, () => {
          tell(controller, end)
        })
      }
    }
    let end = (): void => undefined
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        end = () => {
          cancel()
          if (this.endings.delete(end)) controller.close()
        }
        this.endings.add(end)
        tell(controller, end)
      },
      cancel: () => {
        cancel()
        this.endings.delete(end)
      },
    })
  }

  /** Ends every stream. */
  dispose(): void {
    for (const end of [...this.endings]) end()
  }
}
