import { expect, it } from 'vitest'
import { onMiddle } from './ladder.fixture.js'

it('F4 takes no page of the link that is left: it would spare the question behind the new one', () => {
  const { connector, top, middle, got, signal } = onMiddle('a')
  middle.page('a')
  signal('focus')
  top.greet()
  connector.subscribe('a', undefined)
  middle.page('a')
  expect(got).toEqual(['subscribed', 'page of a'])
  top.page('a')
  expect(got).toHaveLength(3)
})
