// @vitest-environment jsdom
/** The FastAPI guide: its snippets for Echo, word for word. What it says with a native socket runs in test/browser/seeds.page.test.ts. */
import Pusher from 'pusher-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { until } from '../support/until.js'
import { startPlace, type Made, type Place } from './place.js'
import { runSnippet } from './run-snippet.js'

afterEach(() => {
  delete (window as { Pusher?: unknown }).Pusher
})

/** The guide's "Using Laravel Echo (Compatible)". */
function setUp({ laravelEcho }: Place): Made {
  const modules = { 'laravel-echo': laravelEcho, 'pusher-js': { __esModule: true, default: Pusher } }
  runSnippet('fastapi-echo', { modules, variables: { window, token: 'ada' } })
  return (window as { Echo?: Made }).Echo
}

describe('the FastAPI guide', () => {
  it('listens to public, private and presence channels, and leaves them', async () => {
    const place = await startPlace()
    const Echo = setUp(place)
    const console = { log: vi.fn() }
    const logged = (first: string) =>
      console.log.mock.calls.filter(([text]) => text === first).map(([, what]) => what as unknown)
    runSnippet('fastapi-listening', { variables: { Echo, console } })
    await place.subscribed('users')
    place.server.publish('users', String.raw`App\Events\UserCreated`, { id: 9 })
    await until(() => logged('User created:').length == 1)
    expect(logged('User created:')).toEqual([{ id: 9 }])
    await until(() => logged('Users here:').length == 1)
    const grace = place.connect({ broadcaster: 'pusher', cluster: 'mt1' }, 'grace')
    grace.join('presence-users')
    await until(() => logged('User joined:').length == 1)
    grace.leave('presence-users')
    await until(() => logged('User left:').length == 1)
    runSnippet('fastapi-leaving', { variables: { Echo } })
    await until(() => place.server.connections().every(({ channels }) => !channels.includes('users')))
  })
})
