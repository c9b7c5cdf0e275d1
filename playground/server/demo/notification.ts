import { randomUUID } from 'node:crypto'

/** The event by which Laravel broadcasts notifications. */
export const NOTIFICATION_EVENT = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

/** A notification as Laravel puts it on the wire: its own fields, then an id and the class it is of. */
export function notification(type: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...fields, id: randomUUID(), type }
}
