/** A server that wants us to stay away for longer is not believed. */
const LONGEST_MS = 120_000

/** How long a response asks us to wait (`Retry-After`: seconds or a date), in ms; undefined where it does not. */
export function retryAfterMs({ headers }: Response, now: number): number | undefined {
  const text = headers.get('Retry-After') ?? ''
  const ms = Number(text) * 1000 || Date.parse(text) - now
  return ms > 0 ? Math.min(ms, LONGEST_MS) : undefined
}
