import { describe, expect, it } from 'vitest'
import { findUser } from '../demo/users.js'
import { mayUse } from './channel-rules.js'

const ada = findUser('ada') ?? expect.unreachable('Ada is a demo user')

describe('mayUse', () => {
  it.each([
    ['private-conversation.1', true],
    ['private-conversation.any-name', true],
    ['presence-conversation.1.presence', true],
    ['private-conversation.1.more', false],
    ['private-conversation.', false],
    ['private-App.Models.User.1', true],
    ['private-App.Models.User.2', false],
    ['private-AppxModelsxUserx1', false],
    ['private-user.1', true],
    ['private-user.2', false],
    ['private-orders.1001', true],
    ['presence-room.a.b', true],
    ['private-encrypted-anything', true],
    ['private-encrypted-forbidden', false],
    ['private-forbidden', false],
    ['private-forbidden.conversation.1', false],
    ['presence-forbidden', false],
    ['private-unheard-of', false],
    ['private-', false],
    ['news', false],
    ['private-__proto__', false],
  ])('of Ada and %s is %s', (channel, is) => {
    expect(mayUse(ada, channel)).toBe(is)
  })

  it('strips one prefix and never two, as Laravel does', () => {
    expect(mayUse(ada, 'presence-presence-doubled.1')).toBe(true)
    expect(mayUse(ada, 'private-private-doubled.1')).toBe(true)
    expect(mayUse(ada, 'presence-doubled.1')).toBe(false)
    expect(mayUse(ada, 'presence-presence-room.1')).toBe(false)
    expect(mayUse(ada, 'presence-room.1')).toBe(true)
  })
})
