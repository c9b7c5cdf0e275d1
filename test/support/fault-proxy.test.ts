import { once } from 'node:events'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { bench } from './fault-bench.js'
import { startFaultProxy } from './fault-proxy.js'
import { freePort } from './listen.js'
import { createManualClock } from './manual-clock.js'
import { until } from './until.js'

describe('a fault proxy without faults', () => {
  it('carries bytes both ways', async () => {
    const { pair, proxy } = await bench()
    const [client, server] = await pair()
    client.socket.write('question')
    await until(() => server.heard == 'question')
    server.socket.write('answer')
    await until(() => client.heard == 'answer')
    expect(proxy.connections).toBe(1)
    expect(proxy.accepted).toBe(1)
  })

  it('passes on who ended first, and lets the other one finish', async () => {
    const { pair, proxy } = await bench()
    const [client, server] = await pair()
    client.socket.end('last word')
    await until(() => server.ended)
    expect(server.heard).toBe('last word')
    server.socket.end('the answer to it')
    await until(() => client.ended)
    expect(client.heard).toBe('the answer to it')
    await until(() => proxy.connections == 0)
    expect([client.error, server.error]).toEqual([undefined, undefined])
  })

  it('passes on a reset', async () => {
    const { pair } = await bench()
    const [client, server] = await pair()
    server.socket.resetAndDestroy()
    await until(() => client.error)
    expect(client.error).toBe('ECONNRESET')
  })

  it('resets a client whose server is not there', async () => {
    const { dial } = await bench({ target: { host: '127.0.0.1', port: await freePort() } })
    const client = dial()
    await until(() => client.error)
    expect(client.error).toBe('ECONNRESET')
  })

  it('carries more than fits at once, whole, to a reader that takes its time', async () => {
    const { pair } = await bench()
    const [client, server] = await pair()
    server.socket.pause()
    const block = 'x'.repeat(1 << 20)
    for (let count = 0; count < 16; count++) client.socket.write(block)
    client.socket.end()
    server.socket.resume()
    await until(() => server.ended)
    expect(server.heard.length).toBe(16 * block.length)
  })

  it('refuses to start on a port that is taken', async () => {
    const { proxy } = await bench()
    const second = startFaultProxy({ target: { host: '127.0.0.1', port: 1 }, port: proxy.port })
    await expect(second).rejects.toThrow('EADDRINUSE')
  })

  it('ends everything when it is stopped', async () => {
    const { pair, proxy, dial } = await bench()
    const [client, server] = await pair()
    await proxy.stop()
    await until(() => client.ended && server.ended)
    expect(proxy.connections).toBe(0)
    const late = dial()
    await until(() => late.error)
    expect(late.error).toBe('ECONNREFUSED')
  })
})

describe('what happens to connections that exist', () => {
  it('resets both sides of all of them when they are cut, and goes on with new ones', async () => {
    const { pair, proxy } = await bench()
    const ends = [...(await pair()), ...(await pair())]
    proxy.cut()
    expect(proxy.connections).toBe(0)
    await until(() => ends.every((end) => end.error))
    expect(ends.map((end) => end.error)).toEqual(ends.map(() => 'ECONNRESET'))
    const [client, server] = await pair()
    client.socket.write('again')
    await until(() => server.heard == 'again')
  })

  it('ends both sides without a reset when they are finished', async () => {
    const { pair, proxy } = await bench()
    const [client, server] = await pair()
    proxy.fin()
    expect(proxy.connections).toBe(0)
    await until(() => client.ended && server.ended)
    expect([client.error, server.error]).toEqual([undefined, undefined])
  })

  it('lets nothing pass either way while they are half-open, and what was sent arrives afterwards', async () => {
    const { pair, proxy, longAfter } = await bench()
    const [client, server] = await pair()
    proxy.halfOpen(true)
    client.socket.write('up')
    server.socket.write('down')
    await longAfter()
    expect([client.heard, server.heard]).toEqual(['', ''])
    proxy.halfOpen(false)
    await until(() => client.heard == 'down' && server.heard == 'up')
  })

  it.each([
    ['up', '', 'down'],
    ['down', 'up', ''],
  ] as const)('holds only what goes %s, if asked to', async (direction, atServer, atClient) => {
    const { pair, proxy, longAfter } = await bench()
    const [client, server] = await pair()
    proxy.halfOpen(true, direction)
    client.socket.write('up')
    server.socket.write('down')
    await until(() => client.heard == atClient && server.heard == atServer)
    await longAfter()
    expect([server.heard, client.heard]).toEqual([atServer, atClient])
  })

  it('tells nobody that the other side ended or was reset while half-open', async () => {
    const { pair, proxy, longAfter } = await bench()
    const [first, firstServed] = await pair()
    const [second, secondServed] = await pair()
    proxy.halfOpen(true)
    first.socket.end()
    secondServed.socket.resetAndDestroy()
    await longAfter()
    expect([firstServed.ended, second.ended, second.error]).toEqual([false, false, undefined])
    proxy.halfOpen(false)
    await until(() => firstServed.ended && second.error)
    expect(second.error).toBe('ECONNRESET')
  })

  it('holds new connections too while half-open', async () => {
    const { dial, proxy, served, longAfter } = await bench()
    proxy.halfOpen(true)
    const client = dial()
    client.socket.write('hello')
    await longAfter()
    expect(served.map((end) => end.heard).join('')).toBe('')
    proxy.halfOpen(false)
    await until(() => served[0]?.heard == 'hello')
  })

  it('cuts and finishes connections that are half-open', async () => {
    const { pair, proxy } = await bench()
    const [first] = await pair()
    proxy.halfOpen(true)
    proxy.cut()
    await until(() => first.error)
    const [second] = await pair()
    proxy.fin()
    await until(() => second.ended)
  })

  it('delivers everything late, each way, in order', async () => {
    const clock = createManualClock()
    const { pair, proxy, longAfter } = await bench({ clock })
    const [client, server] = await pair()
    proxy.latency(50)
    client.socket.write('slow ')
    await until(() => clock.timers == 1)
    clock.advance(49)
    proxy.latency(0)
    client.socket.end('but steady')
    await longAfter()
    expect(server.heard).toBe('')
    clock.advance(1)
    await until(() => server.ended)
    expect(server.heard).toBe('slow but steady')

    proxy.latency(20)
    server.socket.write('yes')
    await until(() => clock.timers == 1)
    await longAfter()
    expect(client.heard).toBe('')
    clock.advance(20)
    await until(() => client.heard == 'yes')
  })
})

describe('what happens to new connections', () => {
  it('has the system refuse them, on the same port, while others go on', async () => {
    const { pair, proxy, dial } = await bench()
    const [client, server] = await pair()
    await proxy.refuse(true)
    const refused = dial()
    await until(() => refused.error)
    expect(refused.error).toBe('ECONNREFUSED')
    client.socket.write('still here')
    await until(() => server.heard == 'still here')
    await proxy.refuse(false)
    await pair()
    expect(proxy.connections).toBe(2)
  })

  it('accepts and resets them', async () => {
    const { pair, proxy, dial } = await bench()
    await proxy.refuse(true, 'reset')
    const refused = dial()
    await until(() => refused.error)
    expect(refused.error).toBe('ECONNRESET')
    expect(proxy.accepted).toBe(1)
    await proxy.refuse(false)
    await pair()
  })

  it('accepts them and says nothing, until they are cut', async () => {
    const { pair, proxy, dial, served, longAfter } = await bench()
    const [client, server] = await pair()
    proxy.blackHole(true)
    const swallowed = dial()
    swallowed.socket.write('hello?')
    await until(() => proxy.connections == 2)
    await longAfter()
    expect(served).toHaveLength(1)
    expect([swallowed.heard, swallowed.ended, swallowed.error]).toEqual(['', false, undefined])
    client.socket.write('still here')
    await until(() => server.heard == 'still here')
    proxy.cut()
    await until(() => swallowed.error)
  })

  it('drops them after the request, unanswered', async () => {
    const { pair, proxy, dial, served } = await bench()
    proxy.acceptThenDrop(true)
    const dropped = dial()
    dropped.socket.write('GET / HTTP/1.1\r\n\r\n')
    await until(() => dropped.ended)
    expect([dropped.heard, dropped.error, served.length]).toEqual(['', undefined, 0])
    proxy.acceptThenDrop(false)
    await pair()
  })

  it('lets a web socket open, and drops it before its first message', async () => {
    const http = new WebSocketServer({ host: '127.0.0.1', port: await freePort() })
    http.on('connection', (socket) => {
      socket.send('welcome')
    })
    onTestFinished(() => {
      http.close()
    })
    const { proxy } = await bench({ target: { host: '127.0.0.1', port: http.options.port ?? 0 } })
    proxy.acceptThenDrop(true, 'answer')
    const log: unknown[] = []
    const socket = new WebSocket(proxy.url)
    socket.on('open', () => log.push('open'))
    socket.on('message', () => log.push('message'))
    await new Promise((resolve) =>
      socket.on('close', (code) => {
        log.push(code)
        resolve(code)
      }),
    )
    expect(log).toEqual(['open', 1006])
  })

  it('says so when nobody can be accepted because connections are refused', async () => {
    const { proxy } = await bench()
    await proxy.refuse(true)
    expect(() => {
      proxy.blackHole(true)
    }).toThrow('refuse(false)')
  })
})

describe('restoring', () => {
  it('turns every fault off', async () => {
    const { pair, proxy } = await bench()
    const [client, server] = await pair()
    proxy.latency(3_600_000)
    proxy.halfOpen(true)
    await proxy.refuse(true)
    await proxy.restore()
    client.socket.write('as before')
    await until(() => server.heard == 'as before')
    await pair()
  })
})

describe('a web socket through the proxy', () => {
  let server: WebSocketServer
  afterEach(() => {
    server.close()
  })

  it('closes with 1006 on both sides when the connection is finished without a closing frame', async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: await freePort() })
    const { proxy } = await bench({ target: { host: '127.0.0.1', port: server.options.port ?? 0 } })
    const client = new WebSocket(proxy.url)
    const [served] = (await once(server, 'connection')) as [WebSocket]
    await once(client, 'open')
    const closes = Promise.all([once(client, 'close'), once(served, 'close')])
    proxy.fin()
    expect((await closes).map(([code]) => code as number)).toEqual([1006, 1006])
  })
})
