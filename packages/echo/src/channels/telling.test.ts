import { expect, it } from 'vitest'
import { setUp, settled } from './channel-registry.fixture.js'

it.each([0, 1])(
  'lets who begins to listen while an event is told hear the next one, beside %i others',
  async (others) => {
    const { registry, connect, confirm, event } = setUp()
    const channel = registry.channel('public', 'news')
    connect()
    await settled()
    confirm('news')
    const heard: unknown[] = []
    const again = (data: unknown): void => {
      // What would go on for ever ends here.
      if (heard.push(data) < 10) channel.listen('.m', again)
    }
    for (let other = 0; other < others; other++) channel.listen('.m', () => undefined)
    channel.listen('.m', again)
    event('news', 'm', 1)
    event('news', 'm', 2)
    expect(heard).toEqual([1, 2, 2])
  },
)
