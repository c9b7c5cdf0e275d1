import { createServer } from 'node:http'
import nacl from 'tweetnacl'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sharedSecret } from './encrypted-channel.js'
import { listen } from './listen.js'
import { publisher, signAuthorization } from './pusher-api.js'

// The application of the worked examples in Pusher's documentation of its HTTP API and of authorization signatures.
const documented = { appId: '3', key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' }
const masterKeyBase64 = Buffer.from('01234567890123456789012345678901').toString('base64')

/** A server that takes everything down and answers the same to everyone. */
async function recorder(status = 200, answer = '{}') {
  const requests: { url: string; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += String(part)))
    request.on('end', () => {
      requests.push({ url: request.url ?? '', body })
      response.writeHead(status).end(answer)
    })
  })
  const port = await listen(server)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { requests, httpUrl: `http://127.0.0.1:${port}` }
}

describe('publishing', () => {
  it('signs as the worked example of the documentation', async () => {
    const { requests, httpUrl } = await recorder()
    const publish = publisher({ ...documented, httpUrl }, () => 1_353_088_179_999)
    await publish(['project-3'], 'foo', { some: 'data' })
    expect(requests).toEqual([
      {
        body: '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}',
        url:
          '/apps/3/events?auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0' +
          '&body_md5=ec365a775a4cd0599faeb73354201b6f' +
          '&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c',
      },
    ])
  })

  it('leaves out the socket it is told to, and sends text as it is', async () => {
    const { requests, httpUrl } = await recorder()
    await publisher({ ...documented, httpUrl })('a', 'foo', 'not JSON', { socketId: '1.2' })
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      name: 'foo',
      channels: ['a'],
      data: 'not JSON',
      socket_id: '1.2',
    })
  })

  it('keeps the path of a server that is not at the root', async () => {
    const { requests, httpUrl } = await recorder()
    await publisher({ ...documented, httpUrl: `${httpUrl}/ws/` })('a', 'foo', {})
    expect(requests[0]?.url).toMatch(/^\/ws\/apps\/3\/events\?/)
  })

  it('seals what goes to an encrypted channel with the key of that channel', async () => {
    const { requests, httpUrl } = await recorder()
    const channel = 'private-encrypted-room'
    await publisher({ ...documented, httpUrl, masterKeyBase64 })(channel, 'foo', { secret: 'ü' })
    const { data } = JSON.parse(requests[0]?.body ?? '') as { data: string }
    const { nonce, ciphertext } = JSON.parse(data) as { nonce: string; ciphertext: string }
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
    const key = new Uint8Array(sharedSecret(channel, masterKeyBase64))
    const opened = nacl.secretbox.open(bytes(ciphertext), bytes(nonce), key)
    expect(Buffer.from(opened ?? []).toString()).toBe('{"secret":"ü"}')
  })

  it('rejects with what a server said that refused', async () => {
    const { httpUrl } = await recorder(401, 'Unknown auth_key')
    await expect(publisher({ ...documented, httpUrl })('a', 'foo', {})).rejects.toThrow('401: Unknown auth_key')
  })
})

describe('signing authorizations', () => {
  it('signs a private channel as the worked example', () => {
    expect(signAuthorization(documented, { socketId: '1234.1234', channel: 'private-foobar' })).toEqual({
      auth: '278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4',
    })
  })

  it('signs a presence channel as the worked example', () => {
    const channelData = { user_id: 10, user_info: { name: 'Mr. Channels' } }
    const request = { socketId: '1234.1234', channel: 'presence-foobar', channelData }
    expect(signAuthorization(documented, request)).toEqual({
      auth: '278d425bdf160c739803:31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80',
      channel_data: '{"user_id":10,"user_info":{"name":"Mr. Channels"}}',
    })
  })

  it("hands out an encrypted channel's key, as Pusher's own server library does", () => {
    const request = { socketId: '1.2', channel: 'private-encrypted-bla' }
    expect(signAuthorization({ ...documented, masterKeyBase64 }, request)).toEqual({
      auth: '278d425bdf160c739803:d0be4fceafa8cfe489c2feeef14a4b2285f330ec36e9a7b202f72f751d5c10d7',
      shared_secret: 'BYBsePpRCQkGPvbWu/5j8x+MmUF5sgPH5DmNBwkTzYs=',
    })
  })
})
