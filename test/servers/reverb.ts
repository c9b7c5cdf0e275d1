import { freePort } from '../support/listen.js'
import { publisher } from '../support/pusher-api.js'
import { installLaravel, laravelFolder } from './laravel-installation.js'
import { prepareLaravel, startLaravel, withLaravel } from './laravel.js'
import { startProgram } from './program.js'
import { ServerUnavailableError, type TestServer } from './server.js'

const app = {
  appId: 'app',
  key: 'key',
  secret: 'secret',
  masterKeyBase64: Buffer.alloc(32, 'resound').toString('base64'),
}

/** Why there is no Reverb on this machine; undefined where there is one. */
export async function whyNoReverb(say: (line: string) => void = console.log): Promise<string | undefined> {
  try {
    return (await installLaravel(say)).withoutTwelve
  } catch (error) {
    if (error instanceof ServerUnavailableError) return error.message
    throw error
  }
}

/**
 * Starts Laravel Reverb on loopback, with the Laravel application before it, which authorizes and publishes.
 * @throws {ServerUnavailableError} where Composer's registry lacks it: point the suite at one that runs elsewhere, by flags.
 */
export async function startReverb(say: (line: string) => void = console.log): Promise<TestServer> {
  const reason = await whyNoReverb(say)
  if (reason !== undefined) throw new ServerUnavailableError(reason)
  const port = await freePort()
  const httpUrl = `http://127.0.0.1:${port}`
  const to = { ...app, httpUrl }
  const prepared = await prepareLaravel({ to }, say)
  const start = () =>
    startProgram({
      name: 'Laravel Reverb',
      command: 'php',
      args: ['artisan', 'reverb:start', '--host=127.0.0.1', `--port=${port}`],
      cwd: laravelFolder,
      env: prepared.env,
      isReady: () =>
        fetch(`${httpUrl}/up`, { headers: { Connection: 'close' } }).then(
          ({ ok }) => ok,
          () => false,
        ),
    })
  let running = await start()
  const reverb: TestServer = {
    ...to,
    name: 'Reverb 1.10.2',
    url: `ws://127.0.0.1:${port}`,
    // The application's, which is made next.
    authorizationEndpoint: '',
    headersOf: () => ({}),
    publish: publisher(to),
    async restart() {
      await running.stop()
      running = await start()
    },
    async stop() {
      await running.stop()
      await prepared.remove()
    },
  }
  try {
    const laravel = await startLaravel({ to, connection: 'reverb', say })
    return { ...withLaravel(reverb, laravel), name: reverb.name }
  } catch (error) {
    await reverb.stop()
    throw error
  }
}
