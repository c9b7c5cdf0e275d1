import type { Logged, Server, Stream } from './server.js'

/** What a listener of one hold was called with. */
export type Seen =
  | { readonly kind: 'event'; readonly epoch: string; readonly seq: number; readonly id: number; readonly at: number }
  | {
      readonly kind: 'gap'
      readonly epoch: string
      readonly from: number
      readonly to: number | null
      readonly reason: string
      readonly at: number
    }

/** One stay on a channel, from `join` to `leave`. */
export interface Hold {
  readonly channel: string
  readonly seen: Seen[]
  /** Broadcasts that reached the client meanwhile, as `epoch:seq`, and when they first did. */
  readonly arrived: Map<string, number>
  /** What the first answer said of the stream, and what had come by then: from there on nothing may be missing. */
  start: { readonly epoch: string; readonly head: number; readonly early: readonly string[] } | undefined
  left: boolean
}

interface Position {
  epoch: string
  seq: number
}

/** A hold's story against the truth. */
class Trial {
  readonly faults: string[] = []
  private at: Position | undefined
  /** What was told after what is judged now. */
  private toCome: readonly Seen[] = []
  private readonly streams: readonly Stream[]

  constructor(
    private readonly hold: Hold,
    server: Server,
  ) {
    this.streams = server.streams.get(hold.channel) ?? []
  }

  /** Up to where everything is accounted for. */
  run(): Position | undefined {
    for (const [index, seen] of this.hold.seen.entries()) {
      this.toCome = this.hold.seen.slice(index + 1)
      this.at ??= this.begin(seen)
      if (seen.kind == 'event') this.event(seen)
      else this.gap(seen)
    }
    const { start } = this.hold
    return this.at ?? (start && { epoch: start.epoch, seq: start.head })
  }

  stream(epoch: string): Stream | undefined {
    return this.streams.find((stream) => stream.epoch == epoch)
  }

  /** Steps over what is our own: nothing is due there. */
  past({ epoch, seq }: Position): Position {
    const events = this.stream(epoch)?.events ?? []
    let next = seq
    while (events[next]?.own) next++
    return { epoch, seq: next }
  }

  private fail(clause: 'I1' | 'I3', text: string): void {
    this.faults.push(`${clause} ${this.hold.channel}: ${text}`)
  }

  /** Where the hold began: behind the head of its first answer, or before the broadcasts that came until something was told. */
  private begin(seen: Seen): Position {
    const { start } = this.hold
    const first = seen.kind == 'event' ? seen.seq : seen.from
    if (!start) return { epoch: seen.epoch, seq: first - 1 }
    const came = [...start.early, ...[...this.hold.arrived].flatMap(([name, at]) => (at <= seen.at ? [name] : []))]
    const earliest = (epoch: string): number =>
      Math.min(...came.flatMap((text) => (text.startsWith(`${epoch}:`) ? [Number(text.split(':')[1])] : [])))
    if (seen.epoch == start.epoch)
      return { epoch: start.epoch, seq: Math.min(start.head + 1, earliest(start.epoch)) - 1 }
    // Events of a stream that was lost before the first answer, or of one that who answered had not seen yet.
    const other = earliest(seen.epoch)
    if (first <= other && other < Infinity) return { epoch: seen.epoch, seq: first - 1 }
    return { epoch: start.epoch, seq: start.head }
  }

  private event({ epoch, seq, id }: Extract<Seen, { kind: 'event' }>): void {
    const { at } = this
    const told = `${epoch}:${String(seq)}`
    const truth = this.stream(epoch)?.events[seq - 1]
    if (truth?.id != id) this.fail('I1', `${told} is not what was sent`)
    if (truth?.own) this.fail('I1', `${told} is our own`)
    if (!at) return
    const expected = this.past(at)
    if (epoch != at.epoch)
      this.fail('I1', `${told} after ${at.epoch}:${String(at.seq)} without a gap between the streams`)
    else if (seq <= at.seq) this.fail('I1', `${told} again, or late: ${String(at.seq)} was delivered`)
    else if (seq != expected.seq + 1) this.fail('I1', `${told} after ${String(at.seq)}: a silent hole`)
    this.at = { epoch, seq }
  }

  private gap({ epoch, from, to, reason, at: toldAt }: Extract<Seen, { kind: 'gap' }>): void {
    const { at } = this
    if (!at) return
    const stream = this.stream(epoch)
    const told = `gap ${epoch}:${String(from)}–${String(to ?? '')} (${reason})`
    const expected = this.past(at)
    if (epoch != at.epoch) this.fail('I3', `${told} in another stream than ${at.epoch}`)
    else if (from <= at.seq || from > expected.seq + 1)
      this.fail('I3', `${told} begins elsewhere than behind ${String(at.seq)}`)
    if (!['epoch', 'retention'].includes(reason)) this.fail('I3', `${told}: no such thing can be missing`)
    if (to !== null && to < from) this.fail('I3', `${told} runs backwards`)
    for (const event of (stream?.events ?? []).slice(from - 1, to ?? undefined))
      this.missing(epoch, event, { told, toldAt })
    if (to === null) {
      if (stream?.endedAt === undefined) this.fail('I3', `${told}, and the stream goes on`)
      const next = this.streams[this.streams.findIndex((one) => one.epoch == epoch) + 1]
      this.at = { epoch: this.next(toldAt)?.epoch ?? next?.epoch ?? '', seq: 0 }
    } else this.at = { epoch, seq: to }
  }

  /** The stream that is taken up after a gap without an end: of several restarts meanwhile only the last can be seen. */
  private next(after: number): Stream | undefined {
    const later = this.toCome.find(({ epoch }) => epoch != this.at?.epoch)
    return (
      this.streams.find(({ epoch }) => epoch == later?.epoch) ??
      this.streams.findLast(({ startedAt }) => startedAt <= after)
    )
  }

  private missing(epoch: string, event: Logged, { told, toldAt }: { told: string; toldAt: number }): void {
    const name = `${epoch}:${String(event.seq)}`
    const lost = this.stream(epoch)?.endedAt ?? Infinity
    if ((this.hold.arrived.get(name) ?? Infinity) <= toldAt) this.fail('I3', `${told} over ${name}, which came`)
    else if (Math.min(event.prunedAt ?? Infinity, lost) > toldAt)
      this.fail('I3', `${told} over ${name}, which can be had`)
  }
}

/** What is wrong with a hold's story so far, each fault with the clause of SPEC.md in front; `reached`: whether it must have come to the stream's end, as it was at `head`. */
export function judge(hold: Hold, server: Server, head?: Position): string[] {
  const trial = new Trial(hold, server)
  const position = trial.run()
  if (head && position) {
    const { epoch, seq } = trial.past(position)
    const stands =
      epoch == head.epoch
        ? seq >= head.seq
        : (trial.stream(epoch)?.startedAt ?? 0) > (trial.stream(head.epoch)?.startedAt ?? 0)
    if (!stands)
      trial.faults.push(
        `I4 ${hold.channel}: stands at ${epoch}:${String(seq)}, the head is ${head.epoch}:${String(head.seq)}`,
      )
  } else if (head) trial.faults.push(`I4 ${hold.channel}: nothing was ever read for it`)
  return trial.faults
}
