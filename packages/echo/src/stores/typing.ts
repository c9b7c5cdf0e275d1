import { fieldsOf } from '../json.js'
import type { EventMeta, Undo } from '../message.js'
import type { StoreContext } from './running-store.js'

/** How typing is told and shown. */
export interface TypingOptions {
  /** The whisper that tells it. Default `typing`. */
  event?: string | undefined
  /** The least time between two whispers of ours while we go on typing, in ms. Default 3,000. */
  throttle?: number | undefined
  /** Tells the others that we stopped after so many ms without a key. Default: they are not told, and we expire for them. */
  stopAfter?: number | undefined
  /** How long somebody is shown as typing after their last whisper, in ms: longer than `throttle`. Default 5,000. */
  expire?: number | undefined
  /** Events after which their sender no longer types: the message is there. Default `.message.created`. */
  clearOn?: string | readonly string[] | undefined
}

/** Who is typing in a channel. */
export interface Typing {
  /** By member id, in the order they began: the same list while nobody begins or stops. */
  readonly ids: () => readonly string[]
  /** Tells the others that we type, at most every `throttle` ms; or, at once, that we stopped. Nothing before we are in. */
  readonly set: (on: boolean) => void
  /** Forgets who is no member any more. */
  readonly follow: () => void
  readonly stop: () => void
}

/** Owns: who is typing, the moment each of them expires, when we last told the others. Does not own: who the members are. */
// eslint-disable-next-line max-lines-per-function -- a factory: the functions in it are what is short
export function watchTyping(
  { event = 'typing', throttle = 3_000, expire = 5_000, clearOn = '.message.created', stopAfter }: TypingOptions,
  { changed, channel, client }: Pick<StoreContext<object>, 'changed' | 'channel' | 'client'>,
): Typing {
  const { clock } = client.platform
  const expiries = new Map<string, Undo>()
  let ids: readonly string[] = []
  let toldAt = -Infinity
  let cancelStop: Undo | undefined

  const moved = (): void => {
    ids = [...expiries.keys()]
    changed()
  }
  const forget = (id: string): void => {
    expiries.get(id)?.()
    if (expiries.delete(id)) moved()
  }
  const on = (name: string, take: (id: string | undefined, data: unknown) => void): void => {
    channel.listen(name, (data: unknown, { userId }: EventMeta) => {
      take(userId ?? senderIn(data), data)
    })
  }
  on('.client-' + event, (id, data) => {
    const { me, members } = channel.membership ?? {}
    if (id === undefined || id == me || !members?.has(id)) return
    if (fieldsOf(data).typing === false) forget(id)
    else {
      const known = expiries.get(id)
      known?.()
      expiries.set(
        id,
        clock.timer(expire, () => {
          forget(id)
        }),
      )
      if (!known) moved()
    }
  })
  for (const name of [clearOn].flat())
    on(name, (id) => {
      // Whose message it is may not be said: better nobody types for a moment than somebody who has finished.
      for (const typist of id === undefined ? expiries.keys() : [id]) forget(typist)
    })
  const set: Typing['set'] = (typing) => {
    const { membership, state } = channel
    cancelStop?.()
    if (state.status != 'subscribed') return
    if (typing && stopAfter)
      cancelStop = clock.timer(stopAfter, () => {
        set(false)
      })
    const now = clock.now()
    if (typing ? now - toldAt < throttle : toldAt < 0) return
    toldAt = typing ? now : -Infinity
    const userId = membership?.me ?? ''
    channel.whisper(event, { userId, user: membership?.members.get(userId), typing })
  }
  return {
    ids: () => ids,
    set,
    follow() {
      for (const id of expiries.keys()) if (!channel.membership?.members.has(id)) forget(id)
    },
    stop() {
      cancelStop?.()
      for (const cancel of expiries.values()) cancel()
    },
  }
}

/** Who sent it, as the payload claims: only asked where the server does not vouch for a sender. */
function senderIn(data: unknown): string | undefined {
  const { user, userId, user_id } = fieldsOf(data)
  const id = userId ?? user_id ?? fieldsOf(user).id ?? user
  return typeof id == 'string' || typeof id == 'number' ? String(id) : undefined
}
