import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isEncrypted, seal, sharedSecret } from './encrypted-channel.js'

/** An application on a server of the Pusher protocol, as its backend knows it. */
export interface PusherApp {
  /** Where its HTTP API is: `http://127.0.0.1:8080`. */
  httpUrl: string
  appId: string
  key: string
  secret: string
  /** What encrypted channels are derived from. Without it, nothing is published to them. */
  masterKeyBase64?: string | undefined
}

/** Publishes one event. Text goes as it is, anything else as JSON. Rejects with what the server answered, if that was no success. */
export type Publish = (
  channels: string | readonly string[],
  event: string,
  data: unknown,
  options?: { socketId?: string | undefined },
) => Promise<void>

const sign = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex')

/** The path and query of a signed `POST`, as the Pusher HTTP API wants them. */
export function signedPath(app: PusherApp, path: string, { body, nowMs }: { body: string; nowMs: number }): string {
  const pathname = new URL(app.httpUrl).pathname.replace(/\/$/, '') + path
  const query = [
    `auth_key=${app.key}`,
    `auth_timestamp=${Math.floor(nowMs / 1000)}`,
    'auth_version=1.0',
    `body_md5=${createHash('md5').update(body).digest('hex')}`,
  ].join('&')
  const signature = sign(app.secret, ['POST', pathname, query].join('\n'))
  return `${pathname}?${query}&auth_signature=${signature}`
}

/** Each request on a connection of its own: a kept one might be to a server that was restarted since. */
const post = (url: URL, body: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const request = url.protocol == 'https:' ? httpsRequest : httpRequest
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
    const sent = request(url, { method: 'POST', agent: false, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text })
      })
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** Publishes to any server of the Pusher protocol, by its signed HTTP API. */
export function publisher(app: PusherApp, now: () => number = () => Date.now()): Publish {
  return async (channels, event, data, { socketId } = {}) => {
    const names = [channels].flat()
    const text = typeof data == 'string' ? data : JSON.stringify(data)
    const body = JSON.stringify({ name: event, channels: names, data: sealed(app, names, text), socket_id: socketId })
    const path = signedPath(app, `/apps/${app.appId}/events`, { body, nowMs: now() })
    const { status, text: answer } = await post(new URL(path, app.httpUrl), body)
    if (status >= 300) throw new Error(`Publishing ${event} was answered ${status}: ${answer.slice(0, 500)}`)
  }
}

function sealed({ masterKeyBase64 }: PusherApp, channels: readonly string[], text: string): string {
  const channel = channels.find(isEncrypted)
  if (channel === undefined) return text
  if (channels.length > 1) throw new Error('A sealed event goes to one channel: each has a key of its own.')
  if (masterKeyBase64 === undefined) throw new Error(`Publishing to ${channel} takes a master key.`)
  return seal(text, sharedSecret(channel, masterKeyBase64))
}

/** What an authorization endpoint answers. */
export interface SignedAuthorization {
  auth: string
  channel_data?: string
  shared_secret?: string
}

/** Lets one connection into one channel. `channelData` is who it is on a presence channel. */
export function signAuthorization(
  { key, secret, masterKeyBase64 }: Pick<PusherApp, 'key' | 'secret' | 'masterKeyBase64'>,
  { socketId, channel, channelData }: { socketId: string; channel: string; channelData?: object | undefined },
): SignedAuthorization {
  const data = channelData && JSON.stringify(channelData)
  const signature = sign(secret, [socketId, channel, ...(data === undefined ? [] : [data])].join(':'))
  const isSealed = isEncrypted(channel) && masterKeyBase64 !== undefined
  return {
    auth: `${key}:${signature}`,
    ...(data === undefined ? {} : { channel_data: data }),
    ...(isSealed ? { shared_secret: sharedSecret(channel, masterKeyBase64).toString('base64') } : {}),
  }
}
