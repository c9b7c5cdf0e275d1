/** What a listener of the subscription's own news is filed under: the names that applications know from pusher-js. */
export const SUBSCRIBED = 'pusher:subscription_succeeded'
export const REFUSED = 'pusher:subscription_error'
export const JOINED = 'pusher:member_added'
export const LEFT = 'pusher:member_removed'
/** What no server can name. */
export const GAP = Symbol('gap')

/** The event in which Laravel broadcasts notifications. */
export const NOTIFICATION = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

/** The name on the wire. A leading `.` or `\` means "as it stands"; else the namespace comes in front, dots become backslashes. */
export function wireName(event: string, namespace: string | false | undefined): string {
  if (event.startsWith('.') || event.startsWith('\\')) return event.slice(1)
  return (namespace ? namespace + '.' + event : event).replace(/\./g, '\\')
}

/** The way back, as `listenToAll` tells it: inside the namespace bare, else with a leading dot. */
export function spokenName(wire: string, namespace: string | false | undefined): string {
  const prefix = namespace ? namespace.replace(/\./g, '\\') + '\\' : ''
  return prefix && wire.startsWith(prefix) ? wire.slice(prefix.length) : '.' + wire
}
