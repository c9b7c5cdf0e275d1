import { fieldsOf } from '../json.js'
import { cursorOf, type Message, type Refusal } from '../message.js'

/** The fields of a frame. */
export type Fields = Readonly<Record<string, unknown>>

/** A hint beyond this is taken for a slip. */
const HINT_MAX_MS = 300_000

/** A name or an id, which some servers write as a number. */
export const textOf = (value: unknown): string | undefined =>
  typeof value == 'string' ? value : typeof value == 'number' ? String(value) : undefined

/** A number above 0. */
export const aboveZero = (value: unknown): number | undefined =>
  typeof value == 'number' && value > 0 ? value : undefined

function refusalOf({ code, message, retryable, retryAfterMs }: Fields): Refusal {
  const hintMs = aboveZero(retryAfterMs)
  return {
    code: typeof code == 'number' ? code : undefined,
    reason: textOf(message) ?? 'The server gave no reason.',
    retryable: retryable === true,
    retryAfterMs: hintMs && Math.min(hintMs, HINT_MAX_MS),
  }
}

function membersOf(members: unknown): Map<string, unknown> | undefined {
  if (!Array.isArray(members)) return undefined
  const all = new Map<string, unknown>()
  for (const member of members) {
    const { id, info } = fieldsOf(member)
    const key = textOf(id)
    if (key !== undefined) all.set(key, info)
  }
  return all
}

/** With the page of its stream behind, where the server keeps one. */
function subscribed(channel: string, { members, me, history }: Fields): Message | readonly Message[] {
  const message: Message = { kind: 'subscribed', channel, members: membersOf(members), me: textOf(me) }
  if (history === undefined) return message
  return [message, { kind: 'answer', id: undefined, refusal: undefined, channels: { [channel]: history } }]
}

/**
 * What a server that greeted says beside events: a frame without `data`. A word we do not know is a sign of life; undefined is a known
 * one that lacks what it should hold.
 */
export function control(fields: Fields): Message | readonly Message[] | undefined {
  const { event, info, channels } = fields
  const channel = textOf(fields.channel)
  const id = textOf(fields.id)
  switch (event) {
    case 'subscribed':
      return channel === undefined ? undefined : subscribed(channel, fields)
    case 'joined':
      return channel === undefined || id === undefined ? undefined : { kind: 'joined', channel, id, info }
    case 'left':
      return channel === undefined || id === undefined ? undefined : { kind: 'left', channel, id }
    case 'skip':
      return channel === undefined ? undefined : { kind: 'skipped', channel, cursor: cursorOf(fields.cursor) }
    case 'ack':
    case 'history':
      return id === undefined ? undefined : { kind: 'answer', id, refusal: undefined, channels }
    case 'error': {
      const refusal = refusalOf(fields)
      if (id !== undefined) return { kind: 'answer', id, refusal, channels: undefined }
      if (channel === undefined) return { kind: 'error', ...refusal }
      const { code = 0 } = refusal
      // Those of HTTP mean what they mean there.
      return { kind: 'refused', channel, ...refusal, status: code >= 400 && code < 600 ? code : undefined }
    }
    case 'bye': {
      const { reason, retryAfterMs = 0 } = refusalOf(fields)
      return { kind: 'bye', reason, retryAfterMs: fields.final === true ? undefined : retryAfterMs }
    }
  }
  return { kind: 'alive', reply: undefined }
}
