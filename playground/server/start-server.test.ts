import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { describe, expect, it } from 'vitest'
import { startServer } from './start-server.js'
import { testServer } from './testing/test-server.js'

const subscribe = (channel: string): unknown => ({ event: 'pusher:subscribe', data: { channel } })

describe('startServer', () => {
  it('stops at once, resetting every connection, and starts again on the same port', async () => {
    const { server, connect } = await testServer()
    const client = await connect()
    await server.stop()
    expect(await client.next()).toEqual({ closed: { code: 1006, reason: '' } })
    const again = await startServer({ port: server.port })
    expect(again.port).toBe(server.port)
    await again.stop()
  })

  it('rejects with EADDRINUSE where its port is taken', async () => {
    const { server } = await testServer()
    await expect(startServer({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('listens on loopback only', async () => {
    const { server } = await testServer()
    expect(server.url).toBe(`http://127.0.0.1:${String(server.port)}`)
  })

  it('drops every connection without a close frame, and takes new ones', async () => {
    const { server, connect } = await testServer()
    const client = await connect()
    server.dropAll()
    expect(await client.next()).toEqual({ closed: { code: 1006, reason: '' } })
    await connect()
  })

  it('says who is connected, and on which channels', async () => {
    const { server, connect } = await testServer()
    const client = await connect()
    client.send(subscribe('news'))
    await client.next()
    expect(server.connections()).toEqual([{ socketId: client.socketId, channels: ['news'] }])
  })

  it('publishes to several channels, but not to the connection that is left out', async () => {
    const { server, connect } = await testServer()
    const [one, other] = [await connect(), await connect()]
    for (const client of [one, other]) for (const channel of ['a', 'b']) client.send(subscribe(channel))
    for (const client of [one, other]) for (let i = 0; i < 2; i++) await client.next()
    server.publish(['a', 'b'], 'e', { n: 1 }, one.socketId)
    server.publish('a', 'last', 'not JSON')
    expect(await other.nextFrame()).toEqual({ event: 'e', data: '{"n":1}', channel: 'a' })
    expect(await other.nextFrame()).toEqual({ event: 'e', data: '{"n":1}', channel: 'b' })
    expect(await one.nextFrame()).toEqual({ event: 'last', data: 'not JSON', channel: 'a' })
  })

  it('seals what it publishes to an encrypted channel, with the key that the authorization gives', async () => {
    const { server, connect, request } = await testServer()
    const client = await connect()
    const channel = 'private-encrypted-a'
    const body = { socket_id: client.socketId, channel_name: channel }
    const grant = (await request('/broadcasting/auth', { as: 'ada', body })).json as { shared_secret: string }
    await client.join(channel, 'ada')
    server.publish(channel, 'e', { secret: 'ü' })
    const { nonce, ciphertext } = JSON.parse(String((await client.nextFrame()).data)) as {
      nonce: string
      ciphertext: string
    }
    const box = xsalsa20poly1305(Buffer.from(grant.shared_secret, 'base64'), Buffer.from(nonce, 'base64'))
    expect(Buffer.from(box.decrypt(Buffer.from(ciphertext, 'base64'))).toString()).toBe('{"secret":"\\u00fc"}')
  })

  it('sends one connection any text as a frame', async () => {
    const { server, connect } = await testServer()
    const client = await connect()
    server.sendFrame(client.socketId, '{nope')
    expect(await client.next()).toEqual({ frame: '{nope' })
  })

  it('names a master key that is none', async () => {
    await expect(startServer({ masterKeyBase64: 'AAAA' })).rejects.toThrow('masterKeyBase64 must be 32 bytes')
  })
})

describe('web sockets', () => {
  it('come in behind any prefix, with any query', async () => {
    const { connect } = await testServer()
    await connect('/ws/deep/app/key?protocol=7&client=js')
  })

  it.each(['/', '/app/', '/apps/key', '/app/key/more'])('are answered 404 at %s', async (path) => {
    const { open } = await testServer()
    const socket = open(path)
    const [error] = (await once(socket.ws, 'error')) as [Error]
    expect(error.message).toContain('404')
  })

  it('are ended with 1009 by a frame of a megabyte, and the others live on', async () => {
    const { connect } = await testServer()
    const [huge, other] = [await connect(), await connect()]
    huge.send('x'.repeat(1024 * 1024))
    expect(await huge.next()).toEqual({ closed: { code: 1009, reason: 'Maximum message size exceeded' } })
    other.send({ event: 'pusher:ping' })
    expect(await other.nextFrame()).toEqual({ event: 'pusher:pong' })
  })

  it('are ended with 1009 by a frame that is not even read', async () => {
    const { connect } = await testServer()
    const client = await connect()
    client.send('x'.repeat(3 * 1024 * 1024))
    expect(await client.next()).toMatchObject({ closed: { code: 1009 } })
  })

  it('take binary frames as text', async () => {
    const { connect } = await testServer()
    const client = await connect()
    client.ws.send(Buffer.from('{"event":"pusher:ping"}'))
    expect(await client.nextFrame()).toEqual({ event: 'pusher:pong' })
  })

  it('that break the web socket protocol end alone', async () => {
    const { server, connect } = await testServer()
    const other = await connect()
    const tcp = connectTcp(server.port, '127.0.0.1')
    tcp.write(
      'GET /app/key HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    )
    await once(tcp, 'data')
    tcp.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
    tcp.resume()
    await once(tcp, 'close')
    other.send({ event: 'pusher:ping' })
    expect(await other.nextFrame()).toEqual({ event: 'pusher:pong' })
  })

  it('tell the others of a presence channel when they break', async () => {
    const { connect } = await testServer()
    const [ada, grace] = [await connect(), await connect()]
    await ada.join('presence-room.1', 'ada')
    await grace.join('presence-room.1', 'grace')
    await ada.nextFrame()
    grace.ws.terminate()
    expect(await ada.nextFrame()).toEqual({
      event: 'pusher_internal:member_removed',
      data: '{"user_id":"2"}',
      channel: 'presence-room.1',
    })
  })
})
