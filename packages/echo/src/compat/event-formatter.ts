import { wireName } from '../channels/event-name.js'

/** Makes the names of events on the wire, as laravel-echo's class of this name does. */
export class EventFormatter {
  constructor(private namespace: string | boolean | undefined) {}

  /** The name on the wire. A leading `.` or `\` means "as it stands"; else the namespace comes in front. */
  format(event: string): string {
    const { namespace } = this
    return wireName(event, namespace ? String(namespace) : false)
  }

  /** What comes in front from now on; `false`: nothing. */
  setNamespace(value: string | boolean): void {
    this.namespace = value
  }
}
