// Owns: how far each stream has come to this page, and how many events came again.

/** The cursor of an event, wherever a dialect puts it: `"_cursor":"k3f9:58"` in a quoted payload, `"cursor":"k3f9:58"` beside one. */
const cursorIn = /"channel":"([^"]+)"[^]*?_?cursor\\*":\\*"([^"\\]+)|_?cursor\\*":\\*"([^"\\]+)[^]*?"channel":"([^"]+)"/

/** Notices what comes again. */
export class SeenCursors {
  /** Events that came again, and were dropped on the way to the page. */
  repeated = 0
  private readonly last = new Map<string, { readonly epoch: string; readonly seq: number }>()

  /** A frame came in. */
  arrive(frame: string): void {
    const [, before, first, second, after] = cursorIn.exec(frame) ?? []
    const channel = before ?? after
    const cursor = first ?? second
    if (channel === undefined || cursor === undefined) return
    const { epoch, seq } = split(cursor)
    const known = this.last.get(channel)
    if (known?.epoch === epoch && seq <= known.seq) this.repeated++
  }

  /** An event was delivered. */
  deliver(channel: string, cursor: string): void {
    this.last.set(channel, split(cursor))
  }
}

function split(cursor: string): { epoch: string; seq: number } {
  const at = cursor.lastIndexOf(':')
  return { epoch: cursor.slice(0, at), seq: Number(cursor.slice(at + 1)) }
}
