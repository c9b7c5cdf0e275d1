import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePort, listen } from './listen.js'

it('gives no port twice, also where its server is away for a moment', async () => {
  const ports = new Set<number>()
  for (let n = 0; n < 1_000; n++) ports.add(await freePort())
  expect(ports.size).toBe(1_000)
})

it('refuses a port that is taken, and gives it again to whoever asks for that one', async () => {
  const server = createServer()
  const port = await listen(server)
  await expect(listen(createServer(), port)).rejects.toThrow('EADDRINUSE')
  await new Promise((resolve) => server.close(resolve))
  expect(await freePort(port)).toBe(port)
})
