// A loopback server that authorizes channels, for broadcast servers without an application beside them.
// Owns: its port, which tokens hold, the script of its faults. Does not own: how a permission is signed.
import { setTimeout as delay } from 'node:timers/promises'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { mayUse } from '../../playground/server/authorization/channel-rules.js'
import { demoUsers, type DemoUser } from '../../playground/server/demo/users.js'
import { htmlPage, status, type AuthorizationFault } from './authorization-faults.js'
import { readAuthorizationRequest, type AuthorizationRequest } from './authorization-request.js'
import { listen } from './listen.js'
import { signAuthorization, type PusherApp } from './pusher-api.js'

/** What a permission is signed with. */
export type SigningApp = Pick<PusherApp, 'key' | 'secret' | 'masterKeyBase64'>

/** An authorization endpoint that can be told to go wrong. */
export interface AuthorizationServer {
  readonly port: number
  /** `http://127.0.0.1:…/broadcasting/auth`. */
  readonly endpoint: string
  /** Everything that was asked, oldest first, without what browsers ask beforehand (`OPTIONS`). */
  readonly requests: readonly AuthorizationRequest[]
  /** The next requests meet these faults, one each, in this order. */
  failNext(...faults: readonly AuthorizationFault[]): void
  /** Every request meets this fault, until it is called without one. What `failNext` said comes first. */
  failAlways(fault?: AuthorizationFault): void
  /** Holds all answers back until the result is called. */
  hold(): () => void
  /** This token is nobody's from now on (401); another one of the same user still holds. */
  expire(token: string): void
  stop(): Promise<void>
}

/** How to start an {@link AuthorizationServer}. */
export interface AuthorizationServerOptions {
  /** Whose channels it opens. Without one it answers as Laravel's Redis broadcaster does: unsigned, and nobody asks for a socket id. */
  app?: SigningApp
  /** Default: a free one. */
  port?: number
  /** How long it takes to answer, in ms (0). */
  latencyMs?: number
}

/**
 * Starts a server that knows the playground's users and its rules for channels. A user's bearer token is the handle, or the
 * handle, a dot and anything: `ada`, `ada.2`; or anybody's, by {@link tokenOf}. Rejects when `port` is taken.
 */
export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const requests: AuthorizationRequest[] = []
  const script: AuthorizationFault[] = []
  const expired = new Set<string>()
  let always: AuthorizationFault | undefined
  let held = Promise.resolve()

  const authorize = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await readAuthorizationRequest(request)
    requests.push(asked)
    const fault = script.shift() ?? always
    await held
    if (options.latencyMs) await delay(options.latencyMs)
    if (fault) {
      fault(request, response)
      return
    }
    const token = bearerToken(asked.headers)
    const user = expired.has(token) ? undefined : userOf(token)
    const { code, answer } = user ? decide(asked, user, options.app) : refuse(401, 'Unauthenticated.')
    response.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
  }
  const server = createServer((request, response) => {
    allowOtherOrigins(request, response)
    const path = new URL(request.url ?? '', 'http://127.0.0.1').pathname
    if (request.method == 'OPTIONS') response.writeHead(204).end()
    else if (path == '/broadcasting/auth') void authorize(request, response)
    else if (path == '/login') htmlPage(request, response)
    else status(404)(request, response)
  })
  const port = await listen(server, options.port)
  return {
    port,
    endpoint: `http://127.0.0.1:${port}/broadcasting/auth`,
    requests,
    failNext(...faults) {
      script.push(...faults)
    },
    failAlways(fault) {
      always = fault
    },
    hold() {
      let release = (): void => undefined
      held = new Promise((resolve) => (release = resolve))
      return release
    },
    expire(token) {
      expired.add(token)
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

const bearerToken = ({ authorization = '' }: IncomingHttpHeaders): string =>
  /^Bearer (.+)$/i.exec(authorization)?.[1] ?? ''

/** A token for somebody whom the playground does not know; presence channels show them as given. */
export const tokenOf = (member: { id: string | number; info?: unknown }): string =>
  `as.${Buffer.from(JSON.stringify(member)).toString('base64url')}`

/** Whose a token is: a user's of the playground, or anybody's. */
export function userOf(token: string): (DemoUser & { readonly member?: Member }) | undefined {
  const [handle, rest = ''] = token.split('.', 2)
  if (handle != 'as') return demoUsers.find((user) => user.handle == handle)
  const { id, info } = JSON.parse(Buffer.from(rest, 'base64url').toString()) as { id: string | number; info?: unknown }
  const [like] = demoUsers
  return like && { ...like, id: String(id), info, member: { user_id: id, user_info: info } }
}

interface Member {
  readonly user_id: string | number
  readonly user_info?: unknown
}

interface Decision {
  code: number
  answer: object
}

const refuse = (code: number, message: string): Decision => ({ code, answer: { message } })

function decide(
  asked: AuthorizationRequest,
  user: NonNullable<ReturnType<typeof userOf>>,
  app: SigningApp | undefined,
): Decision {
  const { socketId, channels, isBatch } = asked
  const one = (channel: string): Decision => {
    if (!mayUse(user, channel)) return refuse(403, 'This action is unauthorized.')
    const member = user.member ?? { user_id: user.id, user_info: { id: user.id, name: user.name } }
    const channelData = channel.startsWith('presence-') ? member : undefined
    if (!app) return { code: 200, answer: channelData ? { channel_data: channelData } : {} }
    return { code: 200, answer: signAuthorization(app, { socketId, channel, channelData }) }
  }
  if (app && !/^\d+\.\d+$/.test(socketId)) return refuse(422, 'The socket_id is no socket id.')
  if (channels.length == 0) return refuse(422, 'The channel_name is missing.')
  if (!isBatch) return one(channels[0] ?? '')
  const answers = channels.map((channel) => {
    const { code, answer } = one(channel)
    return [channel, { status: code, data: answer }]
  })
  return { code: 200, answer: Object.fromEntries(answers) as object }
}

/** The pages of browser tests come from another port. */
function allowOtherOrigins({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return
  response.setHeader('Access-Control-Allow-Origin', headers.origin)
  response.setHeader('Access-Control-Allow-Credentials', 'true')
  response.setHeader('Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? '')
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After')
}
