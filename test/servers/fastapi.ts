import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../support/listen.js'
import { answers } from './answers.js'
import { startProgram } from './program.js'
import { bearerOf, ServerUnavailableError, type TestServer } from './server.js'

/** The FastAPI application of `fastapi/app.py`, on uvicorn. */
export interface FastApiServer extends TestServer {
  /** From now on the token is nobody's; with a close code, its connections end with that. */
  revoke(token: string, code?: number): Promise<void>
  /** Has the web socket that greets say goodbye to everybody. */
  bye(how: { retry_after_ms?: string; final?: 'true'; refresh?: 'true' }): Promise<void>
  /** What somebody is subscribed to: nothing on the web socket says so. */
  channelsOf(token: string): Promise<readonly string[]>
}

/** Debian's: its packages are for this one. */
const python = '/usr/bin/python3'
const folder = fileURLToPath(new URL('fastapi', import.meta.url))
/** Where its web socket is, below its address. */
export const fastApiPath = '/api/v1/broadcasting/ws'
/** Where the one that greets is. */
export const fastApiGreetingPath = '/api/v1/broadcasting/greeting'
/** What uvicorn ends a connection for with 1009. */
export const fastApiMaxBytes = 10_000

/** Why there is no FastAPI here; undefined where there is. */
export async function whyNoFastApi(): Promise<string | undefined> {
  try {
    await promisify(execFile)(python, ['-c', 'import fastapi, uvicorn, websockets'])
    return undefined
  } catch {
    return 'FastAPI: python3-fastapi, uvicorn and python3-websockets are not installed'
  }
}

/**
 * Starts FastAPI with uvicorn on loopback. Its web socket is at {@link fastApiPath}, to which `?token=` belongs.
 * @throws {ServerUnavailableError} where Debian's python3-fastapi, uvicorn and python3-websockets are not installed.
 */
export async function startFastApi({ port }: { port?: number } = {}): Promise<FastApiServer> {
  const unavailable = await whyNoFastApi()
  if (unavailable !== undefined) throw new ServerUnavailableError(unavailable)
  const listensAt = await freePort(port)
  const httpUrl = `http://127.0.0.1:${listensAt}`
  const api = `${httpUrl}/api/v1/broadcasting`
  const options = ['--ws', 'websockets', '--ws-max-size', String(fastApiMaxBytes), '--log-level', 'warning']
  const start = () =>
    startProgram({
      name: 'FastAPI',
      command: python,
      args: ['-m', 'uvicorn', 'app:app', '--host', '127.0.0.1', '--port', String(listensAt), ...options],
      cwd: folder,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      isReady: () => answers(`${api}/channels?token=nobody`),
    })
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { 'Content-Type': 'application/json', Connection: 'close' }
    const response = await fetch(api + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!response.ok) throw new Error(`FastAPI answered ${response.status} ${await response.text()}`)
    return response.status == 204 ? undefined : response.json()
  }
  let child = await start()
  return {
    name: 'FastAPI',
    url: `ws://127.0.0.1:${listensAt}`,
    httpUrl,
    appId: '',
    key: '',
    secret: '',
    masterKeyBase64: undefined,
    authorizationEndpoint: `${api}/auth`,
    headersOf: bearerOf,
    async publish(channels, event, data, { socketId } = {}) {
      await call('POST', '/events', { channels: [channels].flat(), event, data, socketId })
    },
    async revoke(token, code) {
      await call('DELETE', `/tokens/${token}${code === undefined ? '' : `?code=${code}`}`)
    },
    async bye(how) {
      await call('POST', `/bye?${new URLSearchParams({ retry_after_ms: '0', ...how }).toString()}`)
    },
    channelsOf: async (token) => (await call('GET', `/channels?token=${token}`)) as string[],
    async restart() {
      await child.stop()
      child = await start()
    },
    stop: () => child.stop(),
  }
}
