/** What a channel is for, and who may subscribe. The kind follows from the name on the wire. */
export type ChannelKind = 'public' | 'private' | 'encrypted' | 'presence'

const prefixes: Record<ChannelKind, string> = {
  public: '',
  private: 'private-',
  encrypted: 'private-encrypted-',
  presence: 'presence-',
}

/** The name on the wire: prefix and all. */
export function fullName(kind: ChannelKind, name: string): string {
  return prefixes[kind] + name
}

/** The kind that a name on the wire tells. */
export function kindOf(name: string): ChannelKind {
  return (['encrypted', 'private', 'presence'] as const).find((kind) => name.startsWith(prefixes[kind])) ?? 'public'
}

/** Every channel that `leave(name)` means. */
export function formsOf(name: string): string[] {
  return Object.values(prefixes).map((prefix) => prefix + name)
}

/** How names that an application gives become names on the wire. */
export interface ChannelNames {
  full(kind: ChannelKind, name: string): string
  /** The name that a full name goes by now. */
  current(full: string): string
  /** What else a refused name may mean; it goes by that from now on. */
  otherwise(full: string): string | undefined
}

/** A name that carries a prefix stands as it is; any other gets the one of its kind. */
export const plainNames: ChannelNames = {
  full: (kind, name) => (kindOf(name) == 'public' ? fullName(kind, name) : name),
  current: (full) => full,
  otherwise: () => undefined,
}
