import type { Holder } from './holder.js'
import type { Key } from './listeners.js'

/** Something new of a subscription itself, by the names in `event-name.ts`. */
export type News = readonly [event: Key, data: unknown]

/** Tells everybody who holds it; where the list is empty, that it is another one now. */
export function announce(holders: readonly Holder[], news: readonly News[] | undefined): void {
  if (!news) return
  for (const holder of holders) {
    for (const [event, data] of news) holder.announce(event, data)
    holder.changed()
  }
}
