import type { DemoUser } from '../demo/users.js'

/** Says whether a user may use a channel; `id` is what stood in the place of `{id}`. */
type Rule = (user: DemoUser, id: string) => boolean

const anybody: Rule = () => true
const ownOnly: Rule = (user, id) => user.id === id

/**
 * The demo's `routes/channels.php`, for names without their prefix; `{id}` is anything without a dot, `*` anything at all.
 * The last two are there for names that carry their prefix twice.
 */
const rules: readonly (readonly [pattern: string, rule: Rule])[] = [
  ['conversation.{id}', anybody],
  ['conversation.{id}.presence', anybody],
  ['App.Models.User.{id}', ownOnly],
  ['user.{id}', ownOnly],
  ['orders.{id}', anybody],
  ['room.*', anybody],
  ['support.room.{id}', anybody],
  ['chat.{id}', anybody],
  ['team.{id}', anybody],
  ['document.{id}', anybody],
  ['activity', anybody],
  ['users', anybody],
  ['private-doubled.{id}', anybody],
  ['presence-doubled.{id}', anybody],
]

const compiled = rules.map(([pattern, rule]) => ({ pattern: compile(pattern), rule }))

/** Longest first: `private-encrypted-` begins with `private-`. */
const prefixes = ['private-encrypted-', 'private-', 'presence-']

/** Whether a user may subscribe to a channel, given its full name. One prefix is stripped, as Laravel does, never two. */
export function mayUse(user: DemoUser, fullName: string): boolean {
  const prefix = prefixes.find((candidate) => fullName.startsWith(candidate)) ?? ''
  const name = fullName.slice(prefix.length)
  if (!prefix || !name || name.startsWith('forbidden')) return false
  if (prefix === 'private-encrypted-') return true
  for (const { pattern, rule } of compiled) {
    const match = pattern.exec(name)
    if (match) return rule(user, match[1] ?? '')
  }
  return false
}

function compile(pattern: string): RegExp {
  const source = pattern.replace(/\./g, '\\.').replace('{id}', '([^.]+)').replace('*', '.+')
  return new RegExp(`^${source}$`, 's')
}
