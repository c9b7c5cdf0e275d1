/**
 * JSON as PHP reads and writes it, for Reverb is written in PHP and its frames are the measure: `/` and everything beyond
 * ASCII is escaped, and an object that was decoded into an array forgets that it was one (`{}` comes back as `[]`).
 */

/** What PHP calls an array: ordered pairs, written as a list when its keys are 0, 1, 2 … */
export type PhpArray = ReadonlyMap<string, unknown>

/** The deepest nesting PHP decodes. */
const MAX_DEPTH = 512

/** Decodes as `json_decode($text, true)`: objects become {@link PhpArray}s. Throws a `SyntaxError` for what PHP refuses. */
export function decodePhp(text: string): unknown {
  return toPhp(JSON.parse(text), 0)
}

/** Encodes as `json_encode($value)`. Plain objects stay objects; maps follow PHP's rule for arrays. */
export function encodePhp(value: unknown): string {
  if (typeof value == 'string') return encodeText(value)
  if (Array.isArray(value)) return `[${value.map(encodePhp).join(',')}]`
  if (value instanceof Map) return encodeMap(value as PhpArray)
  if (typeof value == 'object' && value !== null) return encodeObject(Object.entries(value))
  return typeof value == 'number' || typeof value == 'boolean' ? JSON.stringify(value) : 'null'
}

function toPhp(value: unknown, depth: number): unknown {
  if (typeof value != 'object' || value === null) return value
  if (depth >= MAX_DEPTH) throw new SyntaxError('Maximum stack depth exceeded')
  if (Array.isArray(value)) return value.map((item) => toPhp(item, depth + 1))
  return new Map(Object.entries(value).map(([key, item]) => [key, toPhp(item, depth + 1)]))
}

function encodeMap(map: PhpArray): string {
  let next = 0
  for (const key of map.keys()) if (key !== String(next++)) return encodeObject([...map])
  return `[${[...map.values()].map(encodePhp).join(',')}]`
}

function encodeObject(entries: readonly (readonly [string, unknown])[]): string {
  const present = entries.filter(([, value]) => value !== undefined)
  return `{${present.map(([key, value]) => `${encodeText(key)}:${encodePhp(value)}`).join(',')}}`
}

function encodeText(text: string): string {
  return JSON.stringify(text).replace(/[/\u0080-\uffff]/g, (char) =>
    char === '/' ? '\\/' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A decoded value as plain lists and objects. */
export function plainJson(value: unknown): unknown {
  return JSON.parse(encodePhp(value))
}
