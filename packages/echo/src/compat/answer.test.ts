import { describe, expect, it } from 'vitest'
import { EchoError } from '../errors.js'
import { firstAnswer as answerOf, type AuthorizationCallback } from './answer.js'

const firstAnswer = (channel: string, run: (callback: AuthorizationCallback) => unknown): Promise<unknown> =>
  answerOf(channel, run, (text, details) => new EchoError('authorization', text, details))

const permission = { auth: 'key:signature', channel_data: '{"user_id":1}', shared_secret: 'c2VjcmV0' }
const answers = (...answer: Parameters<AuthorizationCallback>): Promise<unknown> =>
  firstAnswer('private-x', (callback) => {
    callback(...answer)
  })

it.each([null, undefined, false, 0, ''])('takes %j in the first place for success', async (nothing) => {
  await expect(answers(nothing, permission)).resolves.toBe(permission)
})

describe('takes anything truthy in the first place for a failure', () => {
  it.each([
    ['an error', [new Error('Forbidden.')], { error: 'Forbidden.', status: undefined }],
    ['an error with a status', [Object.assign(new Error('No.'), { status: 403 })], { error: 'No.', status: 403 }],
    ['a text and nothing', ['Not you.', null], { error: 'Not you.', status: undefined }],
    ['true and an error', [true, new Error('Gone.')], { error: 'Gone.', status: undefined }],
    [
      'true and an error of axios',
      [true, Object.assign(new Error('Request failed'), { response: { status: 401 } })],
      { error: 'Request failed', status: 401 },
    ],
    ['true and a text', [true, 'Not today.'], { error: 'Not today.', status: undefined }],
    ['true and nothing', [true], { error: 'private-x was not authorized.', status: undefined }],
    ['a record', [{ status: 422 }, {}], { error: 'private-x was not authorized.', status: 422 }],
    ['true and a permission', [true, permission], { error: 'private-x was not authorized.', status: undefined }],
  ] as const)('%s', async (_, answer, told) => {
    const [error, authorization] = answer as unknown as Parameters<AuthorizationCallback>
    await expect(answers(error, authorization)).rejects.toMatchObject({ type: 'AuthError', ...told })
  })
})

it.each([
  [undefined, true],
  [0, true],
  [400, false],
  [401, false],
  [403, false],
  [404, false],
  [408, true],
  [419, false],
  [422, false],
  [429, true],
  [500, true],
  [503, true],
])('of a failure with status %s says that trying again may help: %s', async (status, retryable) => {
  await expect(answers({ status, message: 'No.' })).rejects.toMatchObject({ retryable })
})

it.each([
  ['nothing', undefined],
  ['a whole HTTP response', { status: 200, data: permission, headers: {} }],
  ['an error page', '<html>'],
  ['an auth that is no text', { auth: true }],
])('takes success with %s for a failure for good', async (_, authorization) => {
  await expect(answers(null, authorization)).rejects.toMatchObject({
    error: 'The answer for private-x holds no `auth`.',
    status: 200,
    retryable: false,
  })
})

it('takes a throw for a failure', async () => {
  const thrown = firstAnswer('private-x', () => {
    throw new TypeError('no such function')
  })
  await expect(thrown).rejects.toMatchObject({ error: 'no such function', type: 'AuthError', retryable: true })
})

it('takes a rejected promise for a failure', async () => {
  const rejected = firstAnswer('private-x', () => Promise.reject(new Error('Network Error')))
  await expect(rejected).rejects.toMatchObject({ error: 'Network Error', retryable: true })
})

it('counts the first answer, whatever follows', async () => {
  const twice = firstAnswer('private-x', (callback) => {
    callback(null, permission)
    callback(new Error('late'))
    throw new Error('later')
  })
  await expect(twice).resolves.toBe(permission)
})

it('takes no returned value for an answer', async () => {
  let answer: AuthorizationCallback = () => undefined
  const returned: unknown[] = [undefined, permission, Promise.resolve(permission)]
  for (const value of returned) {
    const waiting = firstAnswer('private-x', (callback) => {
      answer = callback
      return value
    })
    let settled = false
    void waiting.then(() => (settled = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(settled).toBe(false)
    answer(null, permission)
    await expect(waiting).resolves.toBe(permission)
  }
})

it('keeps what the request held out of the error', async () => {
  const cause = Object.assign(new Error('No.'), { config: { headers: { Authorization: 'Bearer secret' } } })
  const error: unknown = await answers(cause).catch((thrown: unknown) => thrown)
  expect((error as Error).cause).toBeUndefined()
  expect(JSON.stringify(error)).not.toContain('secret')
})
