import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createManualClock } from '../../test/support/manual-clock.js'
import { until } from '../../test/support/until.js'
import { TcpBrake } from './tcp-brake.js'

const undo: (() => void)[] = []

afterEach(() => {
  for (const each of undo.splice(0)) each()
})

/** Both ends of a connection; what came at each lies in `seen`. */
async function connection() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [ours] = (await once(server, 'connection')) as [Socket]
  undo.push(
    () => server.close(),
    () => client.destroy(),
    () => ours.destroy(),
  )
  const seen = { client: '', ours: '' }
  client.on('data', (data) => (seen.client += String(data)))
  ours.on('data', (data) => (seen.ours += String(data)))
  const clock = createManualClock()
  return { client, ours, seen, clock, brake: new TcpBrake(ours, clock) }
}

/** Time enough for what wrongly passes elsewhere to arrive there. */
async function passElsewhere(): Promise<void> {
  const { ours, seen } = await connection()
  ours.write('x')
  await until(() => seen.client === 'x', { what: 'what passes elsewhere' })
}

it('lets nothing pass while it is half open, and then everything in order', async () => {
  const { client, ours, seen, clock, brake } = await connection()
  brake.halfOpen(1_000)
  brake.halfOpen(2_000)
  for (const text of ['a', 'b']) ours.write(text)
  client.write('c')
  clock.advance(1_999)
  await passElsewhere()
  expect(seen).toEqual({ client: '', ours: '' })
  clock.advance(1)
  await until(() => seen.client === 'ab' && seen.ours === 'c', { what: 'everything' })
  expect(clock.timers).toBe(0)
})

it('delays what passes while it is slow, and nothing afterwards', async () => {
  const { ours, seen, clock, brake } = await connection()
  brake.slow(100, 250)
  ours.write('a')
  clock.advance(99)
  await passElsewhere()
  expect(seen.client).toBe('')
  clock.advance(1)
  ours.write('b')
  await until(() => seen.client === 'a', { what: 'the first' })
  clock.advance(200)
  await until(() => seen.client === 'ab', { what: 'the second' })
  expect(clock.timers).toBe(0)
  ours.write('c')
  await until(() => seen.client === 'abc', { what: 'the third' })
})

it('forgets its timer with the connection', async () => {
  const { ours, clock, brake } = await connection()
  brake.halfOpen(1_000)
  brake.cut()
  await once(ours, 'close')
  expect(clock.timers).toBe(0)
})

it('leaves nothing on a connection that it does not hold, which many requests share', async () => {
  const { ours, clock, brake } = await connection()
  const listeners = ours.listenerCount('close')
  brake.halfOpen(1_000)
  brake.halfOpen(1_000)
  expect(ours.listenerCount('close')).toBe(listeners + 1)
  clock.advance(1_000)
  for (let n = 0; n < 20; n++) new TcpBrake(ours, clock)
  expect(ours.listenerCount('close')).toBe(listeners)
})
