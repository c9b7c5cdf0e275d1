import { EventEmitter } from 'node:events'
import { Echo, socketIo } from '@resound/echo/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../support/until.js'
import type { Reached } from './both.js'

/** What an application's own tests give in place of the library. */
class FakeSocket extends EventEmitter {
  id = 's'
  connected = false
  readonly nsp = '/'
  readonly io = new EventEmitter()
  connect(): void {
    this.connected = true
    queueMicrotask(() => super.emit('connect'))
  }
  disconnect(): void {
    this.connected = false
  }
  override emit(): boolean {
    return true
  }
}

describe('a fake with nothing of the library inside', () => {
  it.each(['onAny', 'packets'])('is heard by its %s', async (by) => {
    const socket: Reached = new FakeSocket()
    const any: ((...packet: unknown[]) => void)[] = []
    if (by == 'onAny') socket.onAny = (listener: (...packet: unknown[]) => void) => any.push(listener)
    if (by == 'onAny') socket.listenersAny = () => any
    const echo = new Echo({ broadcaster: socketIo({ client: () => socket, host: 'http://localhost' }) })
    onTestFinished(() => {
      echo.disconnect()
    })
    const heard: unknown[] = []
    echo.channel('room').listen('.said', (data: unknown) => heard.push(data))
    await until(() => echo.connection.get().status == 'connected', { what: 'the connection' })
    const packet = ['said', 'room', { n: 1 }]
    socket.io.emit('packet', { type: 2, nsp: '/', data: packet })
    for (const listener of any) listener(...packet)
    expect(heard).toEqual([{ n: 1 }])
  })
})
