import { fieldsOf, parseJson } from '../json.js'

/** Who is in a channel: info by id, in order of arrival. Replaced, never changed. */
export type Members = ReadonlyMap<string, unknown>

export interface MembersChange {
  /** A new map: for who takes it to change. */
  readonly members: Map<string, unknown>
  readonly joined: readonly (readonly [id: string, info: unknown])[]
  readonly left: readonly (readonly [id: string, info: unknown])[]
}

/** What is the same says the same; what is too deep for JSON is only itself. */
export const said = (info: unknown): unknown => {
  try {
    return JSON.stringify(info)
  } catch {
    return info
  }
}

/**
 * A new snapshot from the server. Members who stayed keep their old info object where it says the same, so that what compares by
 * identity sees no change; who left is told with the object that came.
 */
export function syncState(before: Members, snapshot: Members): MembersChange {
  const kept = (id: string, info: unknown): unknown => {
    const known = before.get(id)
    // Strictly: to compare it with a text, what is too deep would have to become one.
    return said(known) === said(info) ? known : info
  }
  return {
    members: new Map([...snapshot].map(([id, info]) => [id, kept(id, info)])),
    joined: [...snapshot].filter(([id]) => !before.has(id)),
    left: [...before].filter(([id]) => !snapshot.has(id)),
  }
}

/** Who we are, by what an authorization says of us in JSON (`channel_data`); undefined where it says nothing. */
export function ownId(channelData = ''): string | undefined {
  const { user_id: id } = fieldsOf(parseJson(channelData))
  return typeof id == 'string' || typeof id == 'number' ? String(id) : undefined
}
