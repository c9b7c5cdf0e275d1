import type { WhisperedMessage } from './channel-message.js'
import { whisperFrame } from './frames.js'
import { decodePhp } from './php-json.js'

/** A client event that came over another protocol than Pusher's: `data` is plain. Undefined where it is nested too deeply for PHP. */
export function whispered({
  channel,
  event,
  data,
  userId,
}: Omit<WhisperedMessage, 'type' | 'frame'>): WhisperedMessage | undefined {
  try {
    const value = decodePhp(JSON.stringify(data ?? null))
    const frame = whisperFrame({ event, channel, data: value, user_id: userId })
    return { type: 'whisper', channel, event, data: data ?? null, userId, frame }
  } catch {
    return undefined
  }
}
