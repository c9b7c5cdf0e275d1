import type { ChannelState, Membership } from '../client.js'
import { kindOf } from '../channels/channel-name.js'
import { EchoError } from '../errors.js'
import { fieldsOf } from '../json.js'
import type { Undo } from '../message.js'
import type { CustomChannel, CustomConnector } from './custom-connector.js'

/** One channel of an application's own connector, for all leases of it. */
export interface CustomHold {
  /** The channel's full name. */
  readonly name: string
  readonly channel: CustomChannel
  /** Whether somebody else had it before us, and so leaves it. */
  readonly foreign: boolean
  /** Called after `state` or `membership` changed. */
  readonly watchers: Set<() => void>
  state: ChannelState
  membership: Membership | undefined
  holders: number
  cancelGrace: Undo | undefined
}

const idOf = (member: unknown): string => {
  const { id, user_id } = fieldsOf(member)
  const known = id ?? user_id
  return typeof known == 'string' || typeof known == 'number' ? String(known) : JSON.stringify(member)
}

/** The channel of a full name: the kind follows from the prefix, which the connector puts there again. */
function open(connector: CustomConnector, name: string): CustomChannel {
  const bare = name.slice(name.indexOf('-') + 1)
  const kind = kindOf(name)
  if (kind == 'public') return connector.channel(name)
  if (kind == 'presence') return connector.presenceChannel(bare)
  if (kind == 'private' || !connector.encryptedPrivateChannel) return connector.privateChannel(bare)
  return connector.encryptedPrivateChannel(bare.replace('encrypted-', ''))
}

/**
 * Opens a channel and follows what it tells, once for all leases: laravel-echo's channels have no way to end `subscribed`, `here`
 * and the like.
 */
export function holdChannel(connector: CustomConnector, name: string): CustomHold {
  const hold: CustomHold = {
    name,
    foreign: Object.hasOwn(connector.channels ?? {}, name),
    channel: open(connector, name),
    watchers: new Set(),
    state: { status: 'subscribing', error: null },
    membership: undefined,
    holders: 0,
    cancelGrace: undefined,
  }
  const { channel } = hold
  const enter = (status: ChannelState['status'], error: EchoError | null = null): void => {
    hold.state = { status, error }
    for (const watcher of hold.watchers) watcher()
  }
  const change = (members: Map<string, unknown>): void => {
    hold.membership = { members, me: undefined }
    enter('subscribed')
  }
  const present = (): Map<string, unknown> => new Map(hold.membership?.members)

  channel.subscribed?.(() => {
    enter('subscribed')
  })
  channel.error?.((cause) => {
    const { message, status } = fieldsOf(cause)
    const details = { channel: name, cause, status: Number(status) || undefined }
    enter('failed', new EchoError('subscription', (message as string | undefined) ?? 'Refused.', details))
  })
  if (kindOf(name) != 'presence') return hold
  channel.here?.((here) => {
    change(new Map(here.map((member) => [idOf(member), member])))
  })
  channel.joining?.((member) => {
    change(present().set(idOf(member), member))
  })
  channel.leaving?.((member) => {
    const rest = present()
    rest.delete(idOf(member))
    change(rest)
  })
  return hold
}
