import { useSyncExternalStore } from 'react'

/** The broadcasters the page can be told to use. */
export const broadcasters = ['reverb', 'pusher', 'socket.io', 'websocket', 'sse', 'polling', 'log', 'null'] as const

/** One of {@link broadcasters}. */
export type BroadcasterName = (typeof broadcasters)[number]

/** Whether it connects to anything. */
export function isLive(broadcaster: BroadcasterName): boolean {
  return broadcaster !== 'log' && broadcaster !== 'null'
}

/** What is in the middle of the page. */
export type Place =
  | { readonly kind: 'conversation'; readonly id: string }
  | { readonly kind: 'orders' }
  | { readonly kind: 'exports' }
  | { readonly kind: 'notifications' }

/** What a link to the page says. */
export interface Address {
  readonly broadcaster: BroadcasterName
  readonly place: Place
}

/** The place as it stands in the address: `conversation.1`, `orders`. */
export function placeName(place: Place): string {
  return place.kind === 'conversation' ? `conversation.${place.id}` : place.kind
}

/** Reads an address; what makes no sense is as if it were not there. */
export function readAddress(search: string): Address {
  const query = new URLSearchParams(search)
  const name = query.get('place') ?? ''
  const broadcaster = broadcasters.find((known) => known === query.get('broadcaster')) ?? 'reverb'
  if (name === 'orders' || name === 'exports' || name === 'notifications') return { broadcaster, place: { kind: name } }
  const id = /^conversation\.([\w-]+)$/.exec(name)?.[1] ?? '1'
  return { broadcaster, place: { kind: 'conversation', id } }
}

/** Writes an address, beginning with `?`. */
export function writeAddress({ broadcaster, place }: Address): string {
  return `?${new URLSearchParams({ broadcaster, place: placeName(place) }).toString()}`
}

/** Goes to another place or broadcaster, as a link does: `back` comes back. */
export function goTo(change: Partial<Address>): void {
  const next = writeAddress({ ...readAddress(location.search), ...change })
  if (next === location.search) return
  history.pushState(null, '', next)
  dispatchEvent(new PopStateEvent('popstate'))
}

/** Calls back whenever the address changed; the result ends it. */
export function watchAddress(listener: () => void): () => void {
  addEventListener('popstate', listener)
  return () => {
    removeEventListener('popstate', listener)
  }
}

let last = { search: '', address: readAddress('') }

function present(): Address {
  const { search } = location
  if (search !== last.search) last = { search, address: readAddress(search) }
  return last.address
}

/** Where the page is. */
export function useAddress(): Address {
  return useSyncExternalStore(watchAddress, present)
}
