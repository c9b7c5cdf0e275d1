// @vitest-environment jsdom
/** The Converse guide (pusher): its snippets, word for word. */
import Pusher from 'pusher-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { startPlace, type Made, type Place } from './place.js'
import { runSnippet } from './run-snippet.js'

afterEach(() => {
  delete (window as { Pusher?: unknown }).Pusher
})

/** The guide's frontend setup. */
function setUp({ laravelEcho, server }: Place): Made {
  const modules = { 'laravel-echo': laravelEcho, 'pusher-js': { __esModule: true, default: Pusher } }
  const process = { env: { MIX_PUSHER_APP_KEY: server.key, MIX_PUSHER_APP_CLUSTER: 'mt1' } }
  runSnippet('converse-setup', { modules, variables: { window, process, token: 'ada' } })
  return (window as { Echo?: Made }).Echo
}

const quiet = { log: vi.fn(), error: vi.fn() }

describe('the Converse guide', () => {
  it('shows messages as they are created, updated and deleted', async () => {
    const place = await startPlace()
    const [appendMessageToUI, updateMessageInUI, removeMessageFromUI] = [vi.fn(), vi.fn(), vi.fn()]
    const variables = {
      Echo: setUp(place),
      conversationId: 1,
      console: quiet,
      appendMessageToUI,
      updateMessageInUI,
      removeMessageFromUI,
    }
    runSnippet('converse-messages', { variables })
    await place.subscribed('private-conversation.1')
    for (const what of ['created', 'updated', 'deleted'])
      place.server.publish('private-conversation.1', `message.${what}`, { id: 5, content: what })
    await until(() => removeMessageFromUI.mock.calls.length == 1)
    expect(appendMessageToUI.mock.calls).toEqual([[{ id: 5, content: 'created' }]])
    expect(updateMessageInUI.mock.calls).toEqual([[{ id: 5, content: 'updated' }]])
    expect(removeMessageFromUI.mock.calls).toEqual([[5]])
  })

  it('puts an answer together from its chunks', async () => {
    const place = await startPlace()
    const [updateStreamingMessage, finalizeStreamingMessage, markMessageAsFailed] = [vi.fn(), vi.fn(), vi.fn()]
    const conversationChannel = setUp(place).private('conversation.1')
    const told = { updateStreamingMessage, finalizeStreamingMessage, markMessageAsFailed }
    runSnippet('converse-streaming', { variables: { conversationChannel, ...told } })
    await place.subscribed('private-conversation.1')
    const publish = (event: string, data: object): void => {
      place.server.publish('private-conversation.1', event, data)
    }
    publish('stream.chunk', { messageId: 5, chunk: 'Hello', sequence: 1 })
    publish('stream.chunk', { messageId: 5, chunk: ' world', sequence: 2 })
    publish('stream.completed', { messageId: 5 })
    publish('stream.failed', { messageId: 6, error: 'No.' })
    await until(() => markMessageAsFailed.mock.calls.length == 1)
    expect(updateStreamingMessage.mock.calls).toEqual([
      [5, 'Hello'],
      [5, 'Hello world'],
    ])
    expect(finalizeStreamingMessage.mock.calls).toEqual([[5]])
    expect(markMessageAsFailed.mock.calls).toEqual([[6, 'No.']])
  })

  it('shows who looks at a conversation, and who types', async () => {
    const place = await startPlace()
    const [updateActiveUsers, addActiveUser, removeActiveUser] = [vi.fn(), vi.fn(), vi.fn()]
    const [showTypingIndicator, hideTypingIndicator] = [vi.fn(), vi.fn()]
    const told = { updateActiveUsers, addActiveUser, removeActiveUser, showTypingIndicator, hideTypingIndicator }
    const setTimeout = (run: () => void): void => {
      run()
    }
    const run = (Echo: Made, currentUser: string): void => {
      const variables = { Echo, conversationId: 1, console: quiet, currentUser, setTimeout, ...told }
      runSnippet('converse-presence', { variables })
    }
    const ada = setUp(place)
    run(ada, 'Ada')
    await until(() => updateActiveUsers.mock.calls.length == 1)
    const grace = place.connect({ broadcaster: 'pusher', cluster: 'mt1' }, 'grace')
    // Its whisper was said before it had joined, and is sent once it has.
    run(grace, 'Grace')
    await until(() => showTypingIndicator.mock.calls.length == 1)
    expect(addActiveUser).toHaveBeenCalledWith(expect.objectContaining({ name: 'Grace Hopper' }))
    expect(showTypingIndicator.mock.calls).toEqual([['Grace']])
    expect(hideTypingIndicator.mock.calls).toEqual([['Grace']])
    grace.leave('conversation.1.presence')
    await until(() => removeActiveUser.mock.calls.length == 1)
    expect(removeActiveUser).toHaveBeenCalledWith(expect.objectContaining({ name: 'Grace Hopper' }))
  })
})
