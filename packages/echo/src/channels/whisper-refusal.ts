import type { ChannelStatus } from '../client.js'
import { kindOf } from './channel-name.js'

const KEPT = 100

/** Why nobody can whisper on a channel; undefined where one can, now or when it is subscribed. `waiting`: how many wait for that. */
export function whisperRefusal(channel: string, status: ChannelStatus, waiting: number): string | undefined {
  if (kindOf(channel) == 'encrypted') return 'it is encrypted'
  if (status == 'failed') return 'it was refused'
  return status != 'subscribed' && waiting == KEPT ? `${String(KEPT)} wait already` : undefined
}
