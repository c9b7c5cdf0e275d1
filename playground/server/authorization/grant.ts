import type { DemoUser } from '../demo/users.js'
import { isEncrypted, sharedSecret } from '../pusher/encryption.js'
import type { ApplicationSettings } from '../pusher/settings.js'
import { channelSignature, sign } from '../pusher/signature.js'

/** What lets a connection into a channel, in the words of the Pusher protocol. */
export interface Grant {
  readonly auth: string
  readonly channel_data?: string
  readonly shared_secret?: string
}

/** A connection that wants into a channel. */
export interface GrantRequest {
  readonly socketId: string
  /** Full name. */
  readonly channel: string
  readonly user: DemoUser
}

/** Signs the permission for one channel and one connection. */
export function grantChannel({ socketId, channel, user }: GrantRequest, settings: ApplicationSettings): Grant {
  const channelData = channel.startsWith('presence-') ? memberOf(user) : undefined
  const auth = `${settings.key}:${channelSignature(settings.secret, { socketId, channel, channelData })}`
  return {
    auth,
    ...(channelData === undefined ? {} : { channel_data: channelData }),
    ...(isEncrypted(channel) ? { shared_secret: sharedSecret(channel, settings.masterKey).toString('base64') } : {}),
  }
}

/** Signs who the user of a connection is (`pusher:signin`, which Reverb does not know, but Pusher does). */
export function grantUser(socketId: string, user: DemoUser, settings: ApplicationSettings) {
  const userData = JSON.stringify({ id: user.id, user_info: { name: user.name } })
  return { auth: `${settings.key}:${sign(settings.secret, `${socketId}::user::${userData}`)}`, user_data: userData }
}

/** The `channel_data` of a user on a presence channel. */
export function memberOf({ id, name, info = { id, name } }: DemoUser): string {
  return JSON.stringify({ user_id: id, user_info: info })
}
