// @vitest-environment jsdom
/** The UME reference (Socket.IO): its snippets, word for word, but for a slip of the pen in one. */
import { io } from 'socket.io-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { startPlace, type Made, type Place } from './place.js'
import { runSnippet } from './run-snippet.js'

afterEach(() => {
  delete (window as { io?: unknown }).io
})

/** The reference's client-side setup. */
function setUp({ laravelEcho }: Place): Made {
  const modules = { '100-laravel-echo': laravelEcho, 'socket.io-client': { __esModule: true, default: io } }
  runSnippet('ume-setup', { modules, variables: { window } })
  return (window as { Echo?: Made }).Echo
}

/** Publishes until it was heard: a Socket.IO server does not say when it has let us in. */
async function publish(place: Place, message: [channel: string, event: string, data: unknown], heard: () => boolean) {
  await until(() => {
    if (!heard()) place.server.publish(...message)
    return heard()
  })
}

const event = (name: string): string => String.raw`App\Events` + '\\' + name

describe('the UME reference', () => {
  it('prints a new message', async () => {
    const place = await startPlace()
    const console = { log: vi.fn() }
    runSnippet('ume-new-message', { variables: { Echo: setUp(place), chatId: 3, console } })
    const data = { message: 'hello' }
    await publish(place, ['private-chat.3', event('NewMessage'), data], () => console.log.mock.calls.length > 0)
    expect(console.log).toHaveBeenCalledWith('hello')
  })

  it('says who is in the team, who comes and who goes', async () => {
    const place = await startPlace()
    const console = { log: vi.fn() }
    runSnippet('ume-presence', { variables: { Echo: setUp(place), teamId: 3, console } })
    const logged = (line: unknown): boolean => console.log.mock.calls.some(([first]) => first === line)
    await until(() => console.log.mock.calls.length == 1)
    expect(console.log.mock.calls[0]).toEqual([[expect.objectContaining({ name: 'Ada Lovelace' })]])
    const grace = place.connect({ broadcaster: 'socket.io' }, 'grace')
    grace.join('team.3')
    await until(() => logged('Grace Hopper joined'))
    grace.leave('team.3')
    await until(() => logged('Grace Hopper left'))
  })

  it('feeds the activity of others', async () => {
    const place = await startPlace()
    const activityFeed: unknown[] = []
    runSnippet('ume-activity', { variables: { Echo: setUp(place), activityFeed } })
    const activity = { user: 'Ada', action: 'created a new post', timestamp: 't' }
    const heard = (): boolean => activityFeed.length > 0
    await publish(place, ['private-activity', event('UserActivity'), { ...activity, more: 1 }], heard)
    expect(activityFeed[0]).toEqual(activity)
  })

  it('shows notifications', async () => {
    const place = await startPlace()
    const showNotification = vi.fn()
    runSnippet('ume-notifications', { variables: { Echo: setUp(place), userId: 1, showNotification } })
    const name = String.raw`Illuminate\Notifications\Events\BroadcastNotificationCreated`
    const notification = { id: 'n1', type: 'NewComment', comment: 'Nice.' }
    const heard = (): boolean => showNotification.mock.calls.length > 0
    await publish(place, ['private-App.Models.User.1', name, notification], heard)
    expect(showNotification).toHaveBeenCalledWith(notification)
  })

  it('shows who types, and hides it', async () => {
    const place = await startPlace()
    const [showTypingIndicator, hideTypingIndicator] = [vi.fn(), vi.fn()]
    runSnippet('ume-typing', { variables: { Echo: setUp(place), chatId: 3, showTypingIndicator, hideTypingIndicator } })
    const say = (isTyping: boolean, told: typeof showTypingIndicator) =>
      publish(
        place,
        ['private-chat.3', event('UserTyping'), { user: 'Ada', isTyping }],
        () => told.mock.calls.length > 0,
      )
    await say(true, showTypingIndicator)
    await say(false, hideTypingIndicator)
    expect(showTypingIndicator).toHaveBeenCalledWith('Ada')
    expect(hideTypingIndicator).toHaveBeenCalledWith('Ada')
  })

  it('takes only newer versions of a document', async () => {
    const place = await startPlace()
    const [updateDocument, showUserActivity] = [vi.fn(), vi.fn()]
    const told = { updateDocument, showUserActivity }
    runSnippet('ume-document', { variables: { Echo: setUp(place), documentId: 3, currentVersion: 4, ...told } })
    const send = (version: number): void => {
      const data = { documentId: 3, content: `v${String(version)}`, user: 'Ada', version }
      place.server.publish('private-document.3', event('DocumentUpdated'), data)
    }
    await until(() => {
      send(3)
      send(4)
      send(5)
      return updateDocument.mock.calls.length > 0
    })
    expect(new Set(updateDocument.mock.calls.map(([content]) => content as unknown))).toEqual(new Set(['v5']))
    expect(showUserActivity).toHaveBeenCalledWith('Ada', 'updated the document')
  })

  it('tells once that we type, and once that we stopped', () => {
    vi.useFakeTimers()
    try {
      const axios = { post: vi.fn() }
      let keydown = (): void => undefined
      const $ = (selector: string) => ({
        on(name: string, handler: () => void) {
          expect([selector, name]).toEqual(['#message-input', 'keydown'])
          keydown = handler
        },
      })
      runSnippet('ume-debouncing', { variables: { $, axios, chatId: 3, isTyping: false, setTimeout, clearTimeout } })
      keydown()
      keydown()
      vi.advanceTimersByTime(1000)
      expect(axios.post.mock.calls).toEqual([
        ['/chat/typing', { chat_id: 3, is_typing: true }],
        ['/chat/typing', { chat_id: 3, is_typing: false }],
      ])
    } finally {
      vi.useRealTimers()
    }
  })
})
