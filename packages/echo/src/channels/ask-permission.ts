import type { Authorization } from '../authorizer.js'
import type { Cipher } from '../cipher.js'
import type { Link } from '../connector.js'
import { EchoError } from '../errors.js'
import { fieldsOf } from '../json.js'
import { kindOf } from './channel-name.js'
import type { SubscriptionContext } from './subscription-context.js'

type Asking = Pick<SubscriptionContext<never>, 'authorizer' | 'loadCipher'>

/** What the application's server gave for a channel. */
export interface Permission {
  readonly authorization: Authorization
  /** Where its events are encrypted. */
  readonly cipher: Cipher | undefined
}

/** Asks for the permission of a channel on that link, and loads the cipher meanwhile. */
export async function askPermission(
  channel: string,
  { socketId, signal }: Link,
  { authorizer, loadCipher }: Asking,
): Promise<Permission> {
  const loading = kindOf(channel) == 'encrypted' ? loadCipher() : undefined
  const asking = authorizer.authorize({ channel, socketId }, signal)
  const [authorization, cipher] = await Promise.all([asking, loading])
  if (typeof fieldsOf(authorization).auth == 'string') return { authorization, cipher }
  throw new EchoError('authorization', `The authorization of ${channel} holds no auth.`, { channel })
}
