// @vitest-environment jsdom
import { act, cleanup, render, renderHook } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { libraries, startSide, type Hooks, type Side } from './echo-react.js'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const NOTIFICATION = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated'

describe.each(libraries)('the hooks of %s', (library) => {
  let side: Side
  let hooks: Hooks

  beforeEach(async () => {
    side = await startSide(library)
    hooks = side.hooks
  })
  afterEach(async () => {
    cleanup()
    await side.stop()
  })

  it('make one Echo of what was configured, with what was left out filled in', () => {
    expect(hooks.echoIsConfigured()).toBe(true)
    expect(hooks.echo()).toBe(hooks.echo())
    expect(hooks.echo().options).toMatchObject({ broadcaster: 'reverb', enabledTransports: ['ws'] })
  })

  it('hear events of private, public and presence channels, one or several', async () => {
    const heard: string[] = []
    const hear = (what: string) => (): unknown => heard.push(what)
    renderHook(() => {
      hooks.useEcho('conversation.1', '.a', hear('private'))
      hooks.useEcho('conversation.1', ['.b', 'OrderShipped'], hear('several'))
      hooks.useEcho('news', '.a', hear('visibility'), [], 'public')
      hooks.useEchoPublic('news', '.a', hear('public'))
      hooks.useEchoPresence('room.1', '.a', hear('presence'))
    })
    for (const channel of ['private-conversation.1', 'news', 'presence-room.1']) await side.subscribed(channel)
    for (const event of ['a', 'b', 'App\\Events\\OrderShipped', 'other'])
      side.server.publish(['private-conversation.1', 'news', 'presence-room.1'], event, {})
    await until(() => heard.length == 6)
    expect(heard.sort()).toEqual(['presence', 'private', 'public', 'several', 'several', 'visibility'])
    expect(side.authorizations().sort()).toEqual(['presence-room.1', 'private-conversation.1'])
  })

  it('hear the events of a model, written with a dot or without', async () => {
    const heard: unknown[] = []
    renderHook(() => {
      hooks.useEchoModel<{ id: number }, 'App.Models.User'>('App.Models.User', 1, 'UserUpdated', ({ model }) =>
        heard.push(model.id),
      )
      hooks.useEchoModel('App.Models.User', '1', ['.UserDeleted'], () => heard.push('deleted'))
    })
    await side.subscribed('private-App.Models.User.1')
    side.server.publish('private-App.Models.User.1', 'UserUpdated', { model: { id: 1 } })
    side.server.publish('private-App.Models.User.1', 'UserDeleted', { model: { id: 1 } })
    await until(() => heard.length == 2)
    expect(heard).toEqual([1, 'deleted'])
  })

  it('hear notifications, all or by class', async () => {
    const heard: string[] = []
    const types = ['App\\Notifications\\InvoicePaid', 'App\\Notifications\\Other']
    renderHook(() => {
      hooks.useEchoNotification('App.Models.User.1', ({ type }) => heard.push(`all ${type}`))
      hooks.useEchoNotification(
        'App.Models.User.1',
        ({ id }) => heard.push(`dots ${id}`),
        'App.Notifications.InvoicePaid',
      )
      hooks.useEchoNotification('App.Models.User.1', ({ id }) => heard.push(`slashes ${id}`), [types[0] ?? ''])
    })
    await side.subscribed('private-App.Models.User.1')
    for (const [id, type] of types.entries())
      side.server.publish('private-App.Models.User.1', NOTIFICATION, { id: String(id), type })
    await until(() => heard.includes(`all ${String(types[1])}`))
    expect(heard.sort()).toEqual([`all ${String(types[0])}`, `all ${String(types[1])}`, 'dots 0', 'slashes 0'])
  })

  it('stop listening and listen again, without leaving', async () => {
    const heard: unknown[] = []
    const marks: unknown[] = []
    const { result } = renderHook(() => {
      hooks.useEcho('conversation.1', '.mark', () => marks.push(1))
      return hooks.useEcho('conversation.1', '.a', (payload) => heard.push(payload))
    })
    await side.subscribed('private-conversation.1')
    const say = async (data: number): Promise<void> => {
      const before = marks.length
      side.server.publish('private-conversation.1', 'a', data)
      side.server.publish('private-conversation.1', 'mark', {})
      await until(() => marks.length > before)
    }
    await say(1)
    result.current.stopListening()
    await say(2)
    result.current.listen()
    result.current.listen()
    await say(3)
    expect(heard).toEqual([1, 3])
  })

  it('give the channel, and leave it when asked', async () => {
    const heard: unknown[] = []
    const { result } = renderHook(() => [
      hooks.useChannel('conversation.1'),
      hooks.usePresenceChannel('room.1'),
      hooks.usePublicChannel('news'),
    ])
    const [channel, presence, open] = result.current
    expect([channel?.channel()?.name, open?.channel()?.name]).toEqual(['private-conversation.1', 'news'])
    ;(presence as ReturnType<Hooks['usePresenceChannel']>).channel()?.here((members) => heard.push(members.length))
    await until(() => heard.length == 1)
    open?.channel()?.listen('.x', (payload: unknown) => heard.push(payload))
    await side.subscribed('news')
    side.server.publish('news', 'x', 'from the channel')
    await until(() => heard.length == 2)
    expect(heard).toEqual([1, 'from the channel'])
    open?.leaveChannel()
    presence?.leave()
    await side.left('news')
    await side.left('presence-room.1')
    expect(side.held('private-conversation.1')).toBe(true)
  })

  it('leave once, however often they are told to', async () => {
    const heard: unknown[] = []
    const { result } = renderHook(() => hooks.useEchoPublic('news', '.a', () => undefined))
    await side.subscribed('news')
    result.current.leave()
    await side.left('news')
    hooks
      .echo()
      .channel('news')
      .listen('.a', (payload: unknown) => heard.push(payload))
    result.current.leave()
    await side.subscribed('news')
    side.server.publish('news', 'a', 'still there')
    await until(() => heard.length > 0)
  })

  it('tell where the connection is', async () => {
    const { result } = renderHook(() => [hooks.useConnectionStatus(), hooks.useSocketId()])
    expect(result.current).toEqual(['connecting', undefined])
    await until(() => result.current[0] == 'connected' && result.current[1])
    expect(result.current[1]).toBe(side.server.connections()[0]?.socketId)
    act(() => hooks.echo().disconnect())
    await until(() => result.current[0] == 'disconnected')
  })

  /** What they do, what we do: each is a bug that was reproduced there. */
  const differs = <T,>(theirs: T, ours: T): T => (library == '@laravel/echo-react' ? theirs : ours)

  it('ask for permission again after a remount: we do not', async () => {
    let heard = 0
    const Listener = (): null => {
      hooks.useEcho('conversation.1', '.a', () => heard++)
      return null
    }
    const first = render(<Listener />)
    await side.subscribed('private-conversation.1')
    side.server.publish('private-conversation.1', 'a', {})
    await until(() => heard > 0)
    first.unmount()
    render(<Listener />)
    await until(() => side.authorizations().length == differs(2, 1))
    await side.subscribed('private-conversation.1')
    expect(side.authorizations()).toHaveLength(differs(2, 1))
  })

  it('ask for permission again for each change of a dependency: we do not', async () => {
    const heard: number[] = []
    const { rerender } = renderHook(
      ({ count }) => hooks.useEcho('conversation.1', '.a', () => heard.push(count), [count]),
      { initialProps: { count: 0 } },
    )
    for (let count = 1; count <= 10; count++) {
      await until(() => {
        side.server.publish('private-conversation.1', 'a', {})
        return heard.includes(count - 1)
      })
      rerender({ count })
    }
    await until(() => {
      side.server.publish('private-conversation.1', 'a', {})
      return heard.includes(10)
    })
    // How often exactly is a race between their leaving and joining.
    expect(side.authorizations().length > 1).toBe(differs(true, false))
  })

  it('call the callback of the first render where no dependencies are given: we call the last one', async () => {
    const heard: number[] = []
    const { rerender } = renderHook(({ count }) => hooks.useEcho('news', '.a', () => heard.push(count), [], 'public'), {
      initialProps: { count: 1 },
    })
    rerender({ count: 2 })
    await side.subscribed('news')
    side.server.publish('news', 'a', {})
    await until(() => heard.length > 0)
    expect(heard).toEqual([differs(1, 2)])
  })

  it('cut a sibling off when a component leaves and then unmounts: we do not', async () => {
    const heard: string[] = []
    let leave: (() => void) | undefined
    const Leaver = (): null => {
      leave = hooks.useEcho('news', '.a', () => heard.push('a'), [], 'public').leaveChannel
      return null
    }
    const Stayer = (): null => {
      hooks.useEcho('news', '.a', () => heard.push('b'), [], 'public')
      return null
    }
    const leaver = render(<Leaver />)
    render(<Stayer />)
    await side.subscribed('news')
    leave?.()
    leaver.unmount()
    if (library == '@laravel/echo-react') await side.left('news')
    else {
      side.server.publish('news', 'a', {})
      await until(() => heard.length > 0)
    }
    expect(heard).toEqual(differs<string[]>([], ['b']))
  })

  it('take a presence channel away from others when a private channel of that name is left: we do not', async () => {
    const heard: string[] = []
    const Private = (): ReactElement => {
      const { leave } = hooks.useChannel('conversation.1')
      return <button onClick={leave}>leave</button>
    }
    const Presence = (): null => {
      hooks.useEchoPresence('conversation.1', '.a', () => heard.push('a'))
      return null
    }
    const view = render(<Private />)
    render(<Presence />)
    await side.subscribed('private-conversation.1')
    await side.subscribed('presence-conversation.1')
    view.getByText('leave').click()
    await side.left('private-conversation.1')
    if (library == '@laravel/echo-react') await side.left('presence-conversation.1')
    else {
      side.server.publish('presence-conversation.1', 'a', {})
      await until(() => heard.length > 0)
    }
    expect(heard).toEqual(differs<string[]>([], ['a']))
  })

  it('take a channel away from who asked `echo()` for it when the last component goes: we do not', async () => {
    const heard: string[] = []
    hooks
      .echo()
      .channel('news')
      .listen('.a', () => heard.push('a'))
    const view = renderHook(() => hooks.useEchoPublic('news', '.a', () => undefined))
    await side.subscribed('news')
    view.unmount()
    if (library == '@laravel/echo-react') await side.left('news')
    else {
      side.server.publish('news', 'a', {})
      await until(() => heard.length > 0)
    }
    expect(heard).toEqual(differs<string[]>([], ['a']))
  })
})
