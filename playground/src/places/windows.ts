import type { Member, Whereabouts } from '../demo/demo-types.js'

/** Where one window of somebody is. */
interface WindowPlace {
  readonly userId: string
  readonly place: string
}

/** Every window that told where it is, by its id. */
export type Windows = ReadonlyMap<string, WindowPlace>

/** More windows than these are not remembered. */
const MAX_WINDOWS = 200

/** A window told where it is, or that it closes. Who it belongs to is the server's word, not the window's. */
export function withWindow(windows: Windows, userId: string, { windowId, place }: Whereabouts): Windows {
  const next = new Map(windows)
  next.delete(windowId)
  if (typeof place === 'string' && next.size < MAX_WINDOWS) next.set(windowId, { userId, place })
  return next
}

/** Somebody left with all their windows. */
export function withoutUser(windows: Windows, userId: string): Windows {
  return new Map([...windows].filter(([, window]) => window.userId !== userId))
}

/** Who is at each place, each person once, in the order of `members`. */
export function byPlace(windows: Windows, members: readonly Member[]): ReadonlyMap<string, readonly Member[]> {
  const places = new Map<string, readonly Member[]>()
  for (const place of new Set([...windows.values()].map((window) => window.place))) {
    const there = new Set([...windows.values()].filter((each) => each.place === place).map(({ userId }) => userId))
    places.set(
      place,
      members.filter(({ id }) => there.has(id)),
    )
  }
  return places
}
