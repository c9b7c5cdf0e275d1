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

/** Something that goes by a full name. */
interface Named {
  readonly name: string
}

/** What a client has, by full names. */
export interface Filing<Subscription, Channel> {
  readonly subscriptions: Map<string, Subscription>
  find(name: string): Channel | undefined
  file(channel: Channel): Channel
  unfile(name: string): void
}

/** How names that an application gives become names on the wire. */
export interface ChannelNames {
  full(kind: ChannelKind, name: string): string
  /** The name that a full name goes by now. */
  current(full: string): string
  /** A name was refused for good. Whether it is tried by another one, which it goes by from now on. */
  readonly refused?:
    | (<S extends Named & { rename(name: string): void }, C extends Named>(refused: S, filing: Filing<S, C>) => boolean)
    | undefined
}

/** A name that carries a prefix stands as it is; any other gets the one of its kind. */
export const plainNames: ChannelNames = {
  full: (kind, name) => (kindOf(name) == 'public' ? fullName(kind, name) : name),
  current: (full) => full,
}
