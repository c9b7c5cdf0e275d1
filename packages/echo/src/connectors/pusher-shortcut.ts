import { fieldsOf, parseJson } from '../json.js'
import type { Clock } from '../platform/clock.js'
import { isOurs, see, seen, type PusherLibrary } from './pusher-library.js'

/** What carries frames to pusher-js. */
interface Carrier {
  emit(event: string, message?: { readonly data: string }): unknown
}

/** Whether somebody binds to events of that instance, who has to be called. */
function isSeen(pusher: PusherLibrary): boolean {
  const { connection, global_emitter, user } = pusher
  // What it binds itself: for channels, its user and the watch list.
  const own = user ? (user.watchlist ? 3 : 2) : 1
  return (
    seen.has(pusher) ||
    Boolean(user?.signin_requested) ||
    connection.global_callbacks.length + global_emitter.global_callbacks.length > 0 ||
    (connection.callbacks._callbacks._message?.length ?? 0) > own ||
    Object.keys(global_emitter.callbacks._callbacks).length > 0
  )
}

/**
 * Takes events off the present connection before pusher-js does with each what as a rule nobody sees: a text of it for its log, two
 * timers, a search for callbacks. What is no event goes its way, and so does everything while it logs.
 *
 * ```
 * socket ──▶ here ──event, nobody binds──▶ take
 *             ├─────event──▶ pusher.connection ──▶ those who bind, the tap
 *             └─────else──▶ pusher-js ──▶ pusher.connection
 * ```
 */
export function shortCut(pusher: PusherLibrary, clock: Clock, take: (frame: object) => void): void {
  const { connection, channels } = pusher
  const { connection: inner } = connection
  const carrier = fieldsOf(inner).transport as Carrier | undefined
  if (!carrier) return
  // Somebody subscribed to them with the library itself.
  if (!channels.all().every(isOurs)) see(pusher)
  const { emit } = carrier
  const logger = pusher.constructor as { readonly log?: unknown; readonly logToConsole?: unknown }
  let touchedAt = 0
  carrier.emit = (name, message) => {
    const isMine = name == 'message' && connection.connection == inner && !logger.log && !logger.logToConsole
    const frame = isMine ? fieldsOf(parseJson(message?.data ?? '')) : {}
    const { event } = frame
    if (typeof event != 'string' || event.startsWith('pusher')) return emit.call(carrier, name, message)
    // A sign of life need not be told as often as it comes.
    const now = clock.now()
    if (now - touchedAt > connection.activityTimeout / 100) {
      touchedAt = now
      emit.call(carrier, 'activity')
    }
    if (isSeen(pusher)) connection.emit('message', asRead(frame))
    else take(frame)
    return carrier
  }
}

/** As pusher-js has a frame: its payload read, if it is JSON. */
function asRead({ event, channel, data, user_id }: Readonly<Record<string, unknown>>): object {
  const read = typeof data == 'string' ? parseJson(data) : undefined
  const frame = { event, channel, data: read === undefined ? data : read }
  return user_id ? { ...frame, user_id } : frame
}
