import { describe, expect, it, vi } from 'vitest'
import { Echo as CoreEcho } from './echo.js'
import { nullBroadcaster } from './connectors/null.js'
import { eventLog } from './histories/event-log.js'
import { Echo } from './index.js'

const withoutInterceptors = true

describe('the option `history`', () => {
  it('takes an endpoint in the main entry, and any history everywhere', async () => {
    const none = new Echo({ broadcaster: 'null', withoutInterceptors })
    const named = new Echo({ broadcaster: 'null', history: { endpoint: '/events' }, withoutInterceptors })
    const made = new Echo({ broadcaster: 'null', history: eventLog(), withoutInterceptors })
    const core = new CoreEcho({ broadcaster: nullBroadcaster(), history: eventLog() })
    expect([none, named, made, core].map(({ guarantee }) => guarantee)).toEqual([
      'none',
      'gapless',
      'gapless',
      'gapless',
    ])
    expect(named.channel('news').guarantee).toBe('gapless')
    expect(none.channel('news').guarantee).toBe('none')
    await vi.dynamicImportSettled()
  })

  it.each([
    ['an endpoint that is none', { endpoint: 7 }, 'history.endpoint'],
    ['a position in place of a function', { since: 'k:1' }, 'history.since'],
  ])('says at once that it cannot be %s', (_, history, text) => {
    expect(() => new Echo({ broadcaster: 'null', history: history as never, withoutInterceptors })).toThrow(text)
  })

  it('is what a factory makes, from /core', () => {
    const history = { endpoint: '/events' } as never
    expect(() => new CoreEcho({ broadcaster: nullBroadcaster(), history })).toThrow('eventLog({ endpoint })')
  })
})
