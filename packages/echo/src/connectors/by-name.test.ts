import { expect, it, vi } from 'vitest'
import type { ConnectorContext } from '../connector.js'
import { createPlatform } from '../platform/platform.js'
import { createManualClock, settle } from '../testing/manual-clock.js'
import { broadcasterByName } from './by-name.js'
import type { Introduce } from './open-socket-io.js'

const context: ConnectorContext = {
  platform: createPlatform({ clock: createManualClock() }),
  events: { opened: () => undefined, lost: () => undefined, message: () => undefined, error: () => undefined },
  post: () => Promise.reject(new Error('nobody asks')),
  headers: () => Promise.resolve({ Authorization: 'Bearer ada' }),
  sockets: () => [],
  position: () => undefined,
  log: () => undefined,
}

/** As much of a socket as a connector needs that never hears of a connection. */
const emitter = { on: () => undefined, off: () => undefined, emit: () => undefined }
const socket = { ...emitter, connect: () => undefined, disconnect: () => undefined, io: { ...emitter } }

it('gives socket.io its credentials also where the application connects the socket before what reads them is there', async () => {
  const given: { auth?: Introduce }[] = []
  const client = (_address: unknown, options: { auth: Introduce }): typeof socket => {
    given.push(options)
    return socket
  }
  const connector = broadcasterByName('socket.io', { client }).create(context)
  expect(connector.reach).toMatchObject({ socket })
  const carried: object[] = []
  const carry = (payload: object): unknown => carried.push(payload)
  given[0]?.auth?.(carry)
  connector.connect()
  expect(carried).toEqual([])
  await vi.dynamicImportSettled()
  await settle()
  given[0]?.auth?.(carry)
  await settle()
  const payload = { headers: { Authorization: 'Bearer ada' } }
  expect(carried).toEqual([payload, payload])
  connector.disconnect()
})
