import { describe, expect, it } from 'vitest'
import { askLog, readLog } from '../testing/log-client.js'
import { testServer } from '../testing/test-server.js'

const CHANNEL = 'private-conversation.1'
const JSON_TYPE = { 'Content-Type': 'application/json' }

async function logged(events = 3, options = {}) {
  const test = await testServer({ eventLog: true, ...options })
  for (let n = 1; n <= events; n++) test.server.publish(CHANNEL, 'e', { n })
  const { [CHANNEL]: head } = await readLog(test, { channels: [{ name: CHANNEL }] })
  return { ...test, epoch: head?.epoch ?? '' }
}

describe('a replay', () => {
  it('answers what follows a position, in the clear and without cursors', async () => {
    const test = await logged()
    const channels = [{ name: CHANNEL, epoch: test.epoch, after: 1 }]
    expect(await readLog(test, { channels })).toEqual({
      [CHANNEL]: {
        epoch: test.epoch,
        head: 3,
        oldest: 1,
        more: false,
        events: [
          { seq: 2, event: 'e', data: { n: 2 } },
          { seq: 3, event: 'e', data: { n: 3 } },
        ],
      },
    })
  })

  it('pages by limit, and with 0 asks for heads only', async () => {
    const test = await logged()
    const channels = [{ name: CHANNEL, epoch: test.epoch, after: 0 }]
    const page = await readLog(test, { channels, limit: 2 })
    expect(page[CHANNEL]).toMatchObject({ more: true, head: 3, events: [{ seq: 1 }, { seq: 2 }] })
    expect((await readLog(test, { channels, limit: 0 }))[CHANNEL]).toMatchObject({ more: true, head: 3, events: [] })
    expect((await readLog(test, { channels, limit: 9e9 }))[CHANNEL]?.events).toHaveLength(3)
  })

  it('answers a channel without an epoch with its head, and an unknown epoch as after 0', async () => {
    const test = await logged()
    expect((await readLog(test, { channels: [{ name: CHANNEL, after: 0 }] }))[CHANNEL]).toMatchObject({
      head: 3,
      events: [],
    })
    const { [CHANNEL]: other } = await readLog(test, { channels: [{ name: CHANNEL, epoch: 'gone', after: 99 }] })
    expect(other).toMatchObject({ epoch: test.epoch, events: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] })
  })

  it('says from where on it still has events', async () => {
    const test = await logged(5, { eventLog: { maxEvents: 2 } })
    const { [CHANNEL]: page } = await readLog(test, { channels: [{ name: CHANNEL, epoch: test.epoch, after: 1 }] })
    expect(page).toMatchObject({ oldest: 4, head: 5, events: [{ seq: 4 }, { seq: 5 }] })
  })

  it('steps over what was sent to others of one of the client’s sockets', async () => {
    const test = await logged(0)
    test.server.publish(CHANNEL, 'e', { n: 1 }, '123.456')
    test.server.publish(CHANNEL, 'e', { n: 2 }, '9.9')
    const ask = { channels: [{ name: CHANNEL, epoch: test.epoch, after: 0 }], sockets: ['1.1', '123.456'] }
    expect((await readLog(test, ask))[CHANNEL]?.events).toEqual([
      { seq: 1, skip: true },
      { seq: 2, event: 'e', data: { n: 2 } },
    ])
  })

  it('refuses one channel of a batch by itself', async () => {
    const test = await logged()
    const answer = await readLog(test, {
      channels: [{ name: CHANNEL }, { name: 'private-user.2' }, { name: '__proto__' }, { name: 'news' }],
    })
    expect(answer['private-user.2']).toEqual({ error: { status: 403, message: 'This action is unauthorized.' } })
    expect(Object.keys(answer)).toEqual([CHANNEL, 'private-user.2', '__proto__', 'news'])
    expect(answer.news).toMatchObject({ head: 0, oldest: 1 })
  })

  it('answers encrypted channels in the clear', async () => {
    const test = await logged(0)
    const name = 'private-encrypted-a'
    test.server.publish(name, 'e', { secret: 'ü' })
    const { [name]: page } = await readLog(test, { channels: [{ name, epoch: 'x', after: 0 }] })
    expect(page?.events).toEqual([{ seq: 1, event: 'e', data: { secret: 'ü' } }])
  })

  it('names who is on a presence channel, and makes nobody a member', async () => {
    const test = await logged(0)
    const grace = await test.connect()
    await grace.join('presence-room.1', 'grace')
    const { 'presence-room.1': page } = await readLog(test, { channels: [{ name: 'presence-room.1' }] })
    expect(page?.members).toEqual([{ id: '2', info: { id: '2', name: 'Grace Hopper' } }])
    const again = await readLog(test, { channels: [{ name: 'presence-room.1' }, { name: 'presence-room.2' }] })
    expect(again['presence-room.1']?.members).toHaveLength(1)
    expect(again['presence-room.2']?.members).toEqual([])
    expect(grace.waiting).toBe(0)
  })
})

describe('whoever asks the event log', () => {
  it('is refused as the authorization route refuses: 401, 419, or a page', async () => {
    const test = await logged()
    const body = { channels: [{ name: CHANNEL }] }
    expect(await askLog(test, body, {})).toMatchObject({ status: 401, json: { message: 'Unauthenticated.' } })
    expect((await askLog(test, body, { as: 'nobody' })).status).toBe(401)
    const page = await askLog(test, body, { headers: { Accept: 'text/html' } })
    expect([page.status, page.headers.get('Content-Type')]).toEqual([401, 'text/html; charset=UTF-8'])
    const session = await test.request('/api/session', { body: { user: 'ada' } })
    const cookies = session.headers.getSetCookie().map((each) => each.split(';', 1)[0])
    const headers = { Cookie: cookies.join('; ') }
    expect((await askLog(test, body, { headers })).status).toBe(419)
    const token = decodeURIComponent(/XSRF-TOKEN=([^;]+)/.exec(headers.Cookie)?.[1] ?? '')
    expect((await askLog(test, body, { headers: { ...headers, 'X-XSRF-TOKEN': token } })).status).toBe(200)
  })

  it('needs no credentials for public channels', async () => {
    const test = await logged()
    test.server.publish('news', 'e', {})
    expect((await readLog(test, { channels: [{ name: 'news' }] }, {})).news).toMatchObject({ head: 1 })
    expect((await askLog(test, { channels: [{ name: 'news' }] }, { as: 'expired' })).status).toBe(200)
  })

  it.each([
    ['no JSON', 'channels'],
    ['{}', 'channels'],
    [{ channels: Array(501).fill({ name: 'a' }) }, 'channels'],
    [{ channels: [{}] }, 'A channel is'],
    [{ channels: [{ name: 7 }] }, 'A channel is'],
    [{ channels: [{ name: 'x'.repeat(301) }] }, 'A channel is'],
    [{ channels: [{ name: 'a', epoch: 7 }] }, 'A channel is'],
    [{ channels: [{ name: 'a', epoch: 'x', after: -1 }] }, 'A channel is'],
    [{ channels: [{ name: 'a', epoch: 'x', after: 2 ** 53 }] }, 'A channel is'],
    [{ channels: [], limit: 1.5 }, 'limit'],
    [{ channels: [], waitMs: '1' }, 'waitMs'],
    [{ channels: [], sockets: 'x' }, 'sockets'],
    [{ channels: [], sockets: [7] }, 'sockets'],
  ])('is told in words what is wrong with %j', async (body, message) => {
    const test = await testServer({ eventLog: true })
    expect(await askLog(test, body, { as: 'ada', headers: JSON_TYPE })).toMatchObject({
      status: 422,
      json: { message: expect.stringContaining(message) as unknown },
    })
  })

  it('is answered 413 beyond 256 kB', async () => {
    const test = await testServer({ eventLog: true })
    expect((await askLog(test, { channels: [], padding: 'x'.repeat(300_000) })).status).toBe(413)
  })

  it('finds nothing where the server has no event log', async () => {
    const test = await testServer()
    expect((await askLog(test, { channels: [] })).status).toBe(404)
  })
})
