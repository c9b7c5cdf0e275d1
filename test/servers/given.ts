import { parseArgs } from 'node:util'
import { startAuthorizationServer } from '../support/authorization-server.js'
import { publisher } from '../support/pusher-api.js'
import { bearerOf, type TestServer } from './server.js'

/** A server that runs already, as its flags describe it. */
export interface GivenServer {
  /** `ws://…` or `wss://…`, without `/app/{key}`. */
  url: string
  key: string
  appId: string
  secret: string
  /** Its application's endpoint. Without it the tests sign authorizations themselves. */
  auth?: string | undefined
  /** What its encrypted channels are derived from, if it has any. */
  masterKeyBase64?: string | undefined
}

/** For whoever gets the flags wrong. */
export const givenUsage = `--url ws://127.0.0.1:8080   where the server's web socket is
--key … --app-id … --secret …   its application
--auth http://…/broadcasting/auth   optional: the application's own endpoint, which has to know the bearer tokens
                                    'ada' (user 1) and 'grace' (user 2); without it the tests sign authorizations themselves
--master-key …   optional: the base64 key of encrypted channels`

/** Reads the flags. Undefined without any; throws in words where one is missing, unknown or no address. */
export function readGivenServer(args: readonly string[]): GivenServer | undefined {
  const string = { type: 'string' } as const
  const options = { url: string, key: string, 'app-id': string, secret: string, auth: string, 'master-key': string }
  const { values } = parseArgs({ args: [...args], options, strict: true })
  if (Object.keys(values).length == 0) return undefined
  const needed = (name: 'url' | 'key' | 'app-id' | 'secret'): string => {
    const value = values[name]
    if (value) return value
    throw new Error(`--${name} is missing.\n${givenUsage}`)
  }
  return {
    url: address(needed('url'), ['ws:', 'wss:']),
    key: needed('key'),
    appId: needed('app-id'),
    secret: needed('secret'),
    auth: values.auth && address(values.auth, ['http:', 'https:']),
    masterKeyBase64: values['master-key'],
  }
}

function address(text: string, schemes: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !schemes.includes(url.protocol))
    throw new Error(`${text} is no ${schemes.join('// or ')}// address.\n${givenUsage}`)
  return text.replace(/\/$/, '')
}

/** Makes a server that runs already look like one that was started. */
export async function useGivenServer(given: GivenServer): Promise<TestServer> {
  const { url, auth, ...app } = given
  const httpUrl = url.replace(/^ws/, 'http')
  const authorization = auth === undefined ? await startAuthorizationServer({ app }) : undefined
  return {
    ...app,
    masterKeyBase64: given.masterKeyBase64,
    name: url,
    url,
    httpUrl,
    authorizationEndpoint: auth ?? authorization?.endpoint ?? '',
    headersOf: bearerOf,
    publish: publisher({ ...app, httpUrl }),
    restart: undefined,
    stop: async () => authorization?.stop(),
  }
}
