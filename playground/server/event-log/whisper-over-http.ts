import type { Context } from 'hono'
import { readerOf } from '../authorization/reader.js'
import { refuse } from '../authorization/refuse.js'
import { isEncrypted } from '../pusher/encryption.js'
import { whisperFrame } from '../pusher/frames.js'
import { decodePhp } from '../pusher/php-json.js'
import type { EventLogParts } from './event-log-parts.js'
import { readWhisperRequest } from './log-request.js'

/** Relays a client event that came over HTTP to everybody on its channel but the client that sent it. */
export async function whisperOverHttp(context: Context, parts: EventLogParts): Promise<Response> {
  const request = readWhisperRequest(await context.req.text())
  if (typeof request == 'string') return context.json({ message: request }, 422)
  const { channel: name, event, sockets } = request
  const reader = readerOf(context, parts)
  const isOff = parts.application.settings.acceptClientEventsFrom === 'none'
  const refusal = reader.refusal(name) ?? (isOff ? 403 : undefined)
  if (refusal !== undefined) return refuse(context, refusal)
  if (isEncrypted(name)) return context.json({ message: 'Encrypted channels take no client events.' }, 422)
  const { data } = request
  const userId = name.startsWith('presence-') ? reader.user?.id : undefined
  const frame = whisperFrame({ event, channel: name, data: decodePhp(JSON.stringify(data)), user_id: userId })
  parts.application.channels
    .find(name)
    ?.broadcast({ type: 'whisper', channel: name, event, data, userId, frame }, sockets.at(-1))
  return context.json({})
}
