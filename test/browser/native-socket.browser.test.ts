import { Echo, reverb } from '@resound/echo/core'
import { afterEach, expect, inject, it } from 'vitest'

const { key, port } = inject('server')
let echo: Echo | undefined

afterEach(() => {
  echo?.disconnect()
})

it('reaches the server over the web socket that Chromium brings', async () => {
  expect(Function.prototype.toString.call(WebSocket)).toContain('[native code]')
  const client = new Echo({ broadcaster: reverb({ key, wsHost: '127.0.0.1', wsPort: port, forceTLS: false }) })
  echo = client
  await new Promise<void>((resolve) => client.channel('news').subscribed(resolve))
  expect(client.connectionStatus()).toBe('connected')
  expect(client.socketId()).toMatch(/^\d+\.\d+$/)
})
