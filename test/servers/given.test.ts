import { describe, expect, it } from 'vitest'
import { readGivenServer } from './given.js'

const flags = ['--url', 'ws://127.0.0.1:8080/', '--key', 'k', '--app-id', 'a', '--secret', 's']

describe('the flags of a server that runs already', () => {
  it('are not needed', () => {
    expect(readGivenServer([])).toBeUndefined()
  })

  it('describe it', () => {
    expect(readGivenServer([...flags, '--auth', 'http://127.0.0.1/auth', '--master-key', 'm'])).toEqual({
      url: 'ws://127.0.0.1:8080',
      key: 'k',
      appId: 'a',
      secret: 's',
      auth: 'http://127.0.0.1/auth',
      masterKeyBase64: 'm',
    })
  })

  it.each([
    ['one is missing', flags.slice(0, -2), '--secret is missing'],
    ['one is not known', [...flags, '--scret', 's'], "'--scret'"],
    ['the address is that of a page', ['--url', 'http://127.0.0.1', ...flags.slice(2)], 'no ws:// or wss:// address'],
    ['the endpoint is no address', [...flags, '--auth', 'yes'], 'yes is no http:// or https:// address'],
  ])('are refused in words when %s', (_, args, words) => {
    expect(() => readGivenServer(args)).toThrow(words)
  })
})
