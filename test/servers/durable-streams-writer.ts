// Appends events to Durable Streams, as an application's server does before it broadcasts them.
// Owns: the next place of each channel. Does not own: the streams: other writers may be faster, and then it looks again.

/** An event to append. `except`: the socket id it is not for. */
export interface StreamEvent {
  readonly event: string
  readonly data: unknown
  readonly except?: string | undefined
}

/** Where an event came to be. */
export interface Written {
  /** `<epoch>:<seq>` */
  readonly cursor: string
  /** Behind it. */
  readonly offset: string
}

interface Tail {
  readonly epoch: string
  readonly seq: number
  readonly offset: string
}

const json = { 'Content-Type': 'application/json' }
/** Later ones are greater, also where streams are made anew. */
const newEpoch = (): string => Date.now().toString(36) + Math.random().toString(36).slice(2, 6)

/** Writes to the streams at `url`. */
export function durableStreamsWriter(url: string) {
  const tails = new Map<string, Tail>()
  const addressOf = (channel: string): string => `${url}/${encodeURIComponent(channel)}`

  /** Makes the stream where there is none: its first message says its epoch. */
  const open = async (channel: string): Promise<void> => {
    const body = JSON.stringify([{ channel, epoch: newEpoch(), seq: 0 }])
    const response = await fetch(addressOf(channel), { method: 'PUT', headers: json, body })
    if (!response.ok) throw new Error(`${channel} was not opened: ${response.status}`)
  }
  const tailOf = async (channel: string): Promise<Tail> => {
    const known = tails.get(channel)
    if (known) return known
    await open(channel)
    const response = await fetch(`${addressOf(channel)}?offset=-1`)
    const last = ((await response.json()) as { epoch: string; seq: number }[]).at(-1)
    if (!last) throw new Error(`${channel} has no epoch.`)
    return { epoch: last.epoch, seq: last.seq, offset: response.headers.get('Stream-Next-Offset') ?? '' }
  }

  return {
    open,
    /** Appends at the next place. `Stream-Seq` must rise: of two writers that want the same place one is refused, and looks again. */
    async append(channel: string, event: StreamEvent): Promise<Written> {
      for (;;) {
        const { epoch, seq: last } = await tailOf(channel)
        const seq = last + 1
        const headers = { ...json, 'Stream-Seq': `${epoch}:${String(seq).padStart(16, '0')}` }
        const body = JSON.stringify({ channel, epoch, seq, ...event })
        const response = await fetch(addressOf(channel), { method: 'POST', headers, body })
        tails.delete(channel)
        if (response.ok) {
          const offset = response.headers.get('Stream-Next-Offset') ?? ''
          tails.set(channel, { epoch, seq, offset })
          return { cursor: `${epoch}:${seq}`, offset }
        }
        if (response.status != 409 && response.status != 404) throw new Error(`Appending failed: ${response.status}`)
      }
    },
    /** Goes on in the same stream as who has lost count. */
    async beginAnew(channel: string): Promise<void> {
      const epoch = newEpoch()
      const headers = { ...json, 'Stream-Seq': `${epoch}:` }
      const body = JSON.stringify({ channel, epoch, seq: 0 })
      const response = await fetch(addressOf(channel), { method: 'POST', headers, body })
      if (!response.ok) throw new Error(`${channel} was not begun anew: ${response.status}`)
      tails.delete(channel)
    },
    /** Loses the stream. */
    async remove(channel: string): Promise<void> {
      const response = await fetch(addressOf(channel), { method: 'DELETE' })
      if (!response.ok) throw new Error(`${channel} was not removed: ${response.status}`)
      tails.delete(channel)
    },
    /** Makes the stream anew without its head: what this server has for retention. */
    async keepOnly(channel: string, last: number): Promise<void> {
      const response = await fetch(`${addressOf(channel)}?offset=-1`)
      const kept = ((await response.json()) as object[]).slice(-last)
      await fetch(addressOf(channel), { method: 'DELETE' })
      const body = JSON.stringify(kept)
      const made = await fetch(addressOf(channel), { method: 'PUT', headers: json, body })
      if (!made.ok) throw new Error(`${channel} was not cut: ${made.status}`)
    },
  }
}
