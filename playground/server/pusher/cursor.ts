/** Whether a payload has room for a cursor: it is a JSON object. */
export function canCarryCursor(data: string): boolean {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value == 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** Puts a cursor into the text of an object, as its last key: there a client can cut it off before it parses. */
export function withCursor(data: string, cursor: string): string {
  const open = data.slice(0, data.lastIndexOf('}')).trimEnd()
  return `${open}${open.endsWith('{') ? '' : ','}"_cursor":${JSON.stringify(cursor)}}`
}
