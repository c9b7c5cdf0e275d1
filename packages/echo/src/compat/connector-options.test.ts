import { expect, it } from 'vitest'
import { connectorOptions, reverbOptions } from './connector-options.js'

it('has what was given over the defaults, and leaves the given alone', () => {
  const given = Object.freeze({ broadcaster: 'reverb', authEndpoint: '/auth', tenant: 7, key: undefined })
  expect({ ...connectorOptions(given) }).toEqual({
    broadcaster: 'reverb',
    auth: { headers: {} },
    authEndpoint: '/auth',
    userAuthentication: { endpoint: '/broadcasting/user-auth', headers: {} },
    csrfToken: null,
    bearerToken: null,
    host: null,
    key: null,
    namespace: 'App.Events',
    tenant: 7,
  })
})

it('copies as a plain object does: what follows the given is listed, too', () => {
  const options = connectorOptions({ bearerToken: 'a' })
  expect(Object.keys({ ...options })).toContain('bearerToken')
  expect(JSON.parse(JSON.stringify(options))).toMatchObject({ bearerToken: 'a', auth: { headers: {} } })
})

it.each(['auth', 'bearerToken', 'csrfToken'])(
  'follows %s of the given, and the last change of either counts',
  (name) => {
    const values = [1, 2, 3, 4].map((n) => ({ n }))
    const given: Record<string, unknown> = { [name]: values[0] }
    const options = connectorOptions(given)
    expect(options[name]).toBe(values[0])
    given[name] = values[1]
    expect(options[name]).toBe(values[1])
    options[name] = values[2]
    expect(options[name]).toBe(values[2])
    expect(given[name]).toBe(values[1])
    given[name] = values[3]
    expect(options[name]).toBe(values[3])
  },
)

it('follows a getter that gives something else each time', () => {
  let count = 0
  const options = connectorOptions({
    get bearerToken() {
      return `token ${String(++count)}`
    },
  })
  const read = [options.bearerToken, options.bearerToken]
  expect(read[0]).not.toBe(read[1])
})

it('changes nothing in the options that it makes for the driver of reverb', () => {
  const options = connectorOptions({ key: 7, wsHost: '', wsPort: '8080', pongTimeout: '5000', activityTimeout: '' })
  expect(reverbOptions(options)).toMatchObject({
    key: '7',
    wsHost: undefined,
    wsPort: '8080',
    pongTimeout: 5_000,
    activityTimeout: undefined,
  })
  expect(options).toMatchObject({ key: 7, wsHost: '', pongTimeout: '5000' })
})
