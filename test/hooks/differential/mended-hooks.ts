/**
 * @laravel/echo-react 2.5 as it would be without the defects that ours does without, and with the few things that differ on purpose: the
 * whole list of differences, as code. Beneath it is a laravel-echo that is mended likewise.
 */
import type { DependencyList } from 'react'
import { useInsertionEffect, useMemo, useState } from 'react'
import type { Reached } from '../../compat/both.js'
import type { Hooks } from '../echo-react.js'

type Callback = (...args: unknown[]) => unknown
/** Between the name of a channel and the component that asks for it. */
const MARK = '#'
let components = 0

/** One component's hold on a channel, or what `echo()` was asked for: with listeners of its own. */
function createHold(channel: Reached): Reached {
  const own = new Map<Callback, Callback>()
  const wrapped = (arg: unknown): unknown => {
    if (typeof arg != 'function') return arg
    const callback = arg as Callback
    const wrapper = own.get(callback) ?? ((...given: unknown[]) => callback(...given))
    own.set(callback, wrapper)
    return wrapper
  }
  let isOver = false
  return new Proxy(channel, {
    get(target, name, self) {
      if (name == 'isOver') return isOver
      if (name == 'endHold')
        return () => {
          isOver = true
          for (const wrapper of own.values()) target.subscription.unbind(undefined, wrapper)
        }
      const member = Reflect.get(target, name)
      if (typeof member != 'function') return member
      return (...args: unknown[]) => {
        // What was left has no listeners any more, and takes none.
        if (isOver) return self
        const result = member.apply(target, args.map(wrapped))
        return result === target ? self : result
      }
    },
  })
}

/**
 * A connector on which each hold of a channel is one of its own: ending one twice, or one of another kind, cuts nobody off, and the
 * last of them leaves the channel.
 */
export function sharedConnector(connector: Reached): Reached {
  const holds = new Map<string, Reached>()
  const nameOf = (id: string): string => id.split(MARK)[0] ?? ''
  const hold = (prefix: string, id: string, make: (name: string) => Reached): Reached => {
    const present = holds.get(prefix + id) ?? createHold(make.call(connector, nameOf(id)))
    holds.set(prefix + id, present)
    return present
  }
  const end = (id: string): void => {
    holds.get(id)?.endHold()
    if (!holds.delete(id)) return
    const name = nameOf(id)
    if (![...holds.keys()].some((other) => nameOf(other) == name)) connector.leaveChannel(name)
  }
  const shared = {
    channel: (id: string) => hold('', id, connector.channel),
    privateChannel: (id: string) => hold('private-', id, connector.privateChannel),
    presenceChannel: (id: string) => hold('presence-', id, connector.presenceChannel),
    leaveChannel: end,
    // Of what others hold it takes nothing away: only what `echo()` was asked for.
    leave(id: string) {
      for (const prefix of ['', 'private-', 'private-encrypted-', 'presence-']) {
        end(prefix + id)
        end(prefix + nameOf(id))
      }
    },
  }
  return Object.assign(Object.create(connector), shared)
}

/** A callback that is always that of the last drawing. */
function useLatest(callback: Callback): Callback {
  const [latest] = useState(() => ({ callback }))
  useInsertionEffect(() => {
    latest.callback = callback
  })
  const [call] = useState(
    () =>
      (...args: unknown[]) =>
        latest.callback(...args),
  )
  return call
}

const none: DependencyList = []
/** The class of a notification, however it is written. */
const typeOf = (name: string): string => name.replaceAll('\\', '.')

/** The hooks, mended: each component has its own name for a channel, so that they are not counted together. */
export function mendedHooks(theirs: Hooks): Hooks {
  const useName = (name: string): string => {
    const [component] = useState(() => String(components++))
    return name + MARK + component
  }
  /** What was left is no channel to do anything with. */
  const useGiven = (given: Reached): Reached =>
    useMemo(() => {
      const channel = (): Reached => {
        const present = given.channel()
        return present?.isOver ? null : present
      }
      return { ...given, channel }
    }, [given])
  const hooks: Reached = theirs
  return {
    ...hooks,
    // One event is the same as a list of it.
    useEcho: (name: string, events: unknown, callback: Callback, _: unknown, visibility: unknown) =>
      useGiven(hooks.useEcho(useName(name), [events].flat(), useLatest(callback), none, visibility)),
    useEchoPublic: (name: string, events: unknown, callback: Callback) =>
      useGiven(hooks.useEchoPublic(useName(name), [events].flat(), useLatest(callback), none)),
    useEchoPresence: (name: string, events: unknown, callback: Callback) =>
      useGiven(hooks.useEchoPresence(useName(name), [events].flat(), useLatest(callback), none)),
    useEchoModel: (model: string, id: string, events: unknown, callback: Callback) =>
      useGiven(hooks.useEchoModel(model, useName(id), events, useLatest(callback), none)),
    // Which types it takes goes with the callback: others do not make it listen again after `stopListening()`.
    useEchoNotification(name: string, callback: Callback, types: string | readonly string[]) {
      const wanted = [types].flat().map(typeOf)
      const receive = (given: { type: string }): void => {
        if (!wanted.length || wanted.includes(typeOf(given.type))) callback(given)
      }
      return useGiven(hooks.useEchoNotification(useName(name), useLatest(receive as Callback), [], none))
    },
    useChannel: (name: string, visibility: unknown) => useGiven(hooks.useChannel(useName(name), visibility)),
    usePublicChannel: (name: string) => useGiven(hooks.usePublicChannel(useName(name))),
    usePresenceChannel: (name: string) => useGiven(hooks.usePresenceChannel(useName(name))),
  }
}
