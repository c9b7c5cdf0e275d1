import type { Context } from 'hono'
import { readerOf } from '../authorization/reader.js'
import { refuse } from '../authorization/refuse.js'
import { isEncrypted } from '../pusher/encryption.js'
import { whispered } from '../pusher/whisper.js'
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
  const userId = name.startsWith('presence-') ? reader.user?.id : undefined
  const message = whispered({ channel: name, event, data: request.data, userId })
  if (!message) return context.json({ message: 'data is nested too deeply.' }, 422)
  parts.application.channels.find(name)?.broadcast(message, sockets.at(-1))
  return context.json({})
}
