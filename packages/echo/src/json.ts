/** The value of a JSON text, or undefined if it is none. Undefined is no JSON value, so nothing is confused. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The fields of a value that may be anything: none, unless it is an object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value == 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
