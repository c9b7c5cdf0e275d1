import type { Context } from 'hono'
import { refuse } from '../authorization/refuse.js'
import { authenticate } from '../authorization/authenticate.js'
import { isEncrypted } from '../pusher/encryption.js'
import { whisperFrame } from '../pusher/frames.js'
import { decodePhp } from '../pusher/php-json.js'
import type { EventLogParts } from './event-log-parts.js'
import { readWhisperRequest } from './log-request.js'
import { isGuarded, readerOf } from './reader.js'

/** Relays a client event that came over HTTP to everybody on its channel but the client that sent it. */
export async function whisperOverHttp(context: Context, parts: EventLogParts): Promise<Response> {
  const request = readWhisperRequest(await context.req.text())
  if (typeof request == 'string') return context.json({ message: request }, 422)
  const { channel: name, event, sockets } = request
  const caller = authenticate(context, parts.credentials)
  if (caller.status !== 200 && isGuarded(name)) return refuse(context, caller.status)
  const reader = readerOf(context, parts)
  if (!reader.mayRead(name) || parts.application.settings.acceptClientEventsFrom === 'none') return refuse(context, 403)
  if (isEncrypted(name)) return context.json({ message: 'Encrypted channels take no client events.' }, 422)
  const data = decodePhp(JSON.stringify(request.data))
  const userId = name.startsWith('presence-') ? reader.user?.id : undefined
  const frame = whisperFrame({ event, channel: name, data, user_id: userId })
  parts.application.channels
    .find(name)
    ?.broadcast({ type: 'whisper', channel: name, event, data, userId, frame }, sockets.at(-1))
  return context.json({})
}
