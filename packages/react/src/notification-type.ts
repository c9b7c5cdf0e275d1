/** The event in which Laravel broadcasts notifications, as `listen` takes it. */
export const NOTIFICATION = '.Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

const dotted = (name: string): string => name.replaceAll('\\', '.')

/** Whether a notification is of one of these classes, written with dots or backslashes; any is, if none are named. */
export function wantedTypes(types: string | readonly string[] | undefined): (notification: unknown) => boolean {
  const wanted = types && [types].flat().map(dotted)
  return (notification) => {
    const { type } = Object(notification) as { type?: unknown }
    return !wanted || wanted.includes(dotted(String(type)))
  }
}
