import { fullName, kindOf, type ChannelNames } from './channel-name.js'

/**
 * Names as laravel-echo has them: always prefixed, so `join('presence-users')` is `presence-presence-users`. Laravel strips one
 * prefix and means just that; where a server refuses it, the name is taken once as it stands, and what was accepted is remembered.
 */
export function prefixedNames(log: (line: string) => void): ChannelNames {
  const accepted = new Map<string, string>()
  const current = (full: string): string => accepted.get(full) ?? full
  return {
    full: (kind, name) => current(fullName(kind, name)),
    current,
    refused(subscription, { subscriptions, find, file, unfile }) {
      const { name } = subscription
      const kind = kindOf(name)
      const bare = name.slice(fullName(kind, '').length)
      if (kind == 'public' || kindOf(bare) == 'public') return false
      accepted.set(name, bare)
      log(`"${name}" was refused; trying "${bare}". Leave out the prefix, or set prefixedNames: 'keep'.`)
      if (subscriptions.has(bare)) return false
      const channel = find(name)
      subscriptions.delete(name)
      subscriptions.set(bare, subscription)
      unfile(name)
      subscription.rename(bare)
      if (channel) file(channel)
      return true
    },
  }
}
