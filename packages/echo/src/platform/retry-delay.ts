/** How long to wait before what failed is asked for again, in ms: full jitter, up to 0.5 s at first, doubled each time, up to 20 s. */
export function retryMs(tries: number, random: () => number): number {
  return random() * Math.min(20_000, 500 * 2 ** tries)
}
