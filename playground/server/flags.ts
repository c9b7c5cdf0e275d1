import { parseArgs } from 'node:util'
import type { ServerOptions } from './server-options.js'

/** Where the server listens unless it is told otherwise. */
export const DEFAULT_PORT = 8090

/** What the command line said, or why it cannot be followed, in words. */
export type Flags =
  | { readonly type: 'options'; readonly options: ServerOptions; readonly isPortChosen: boolean }
  | { readonly type: 'help' }
  | { readonly type: 'error'; readonly message: string }

/** What `--help` prints. */
export const usage = `Starts the playground's broadcast server: the Pusher protocol, its HTTP API, authorization and the demo's own API.

  --port <number>     Where it listens; default ${String(DEFAULT_PORT)}, or a free one if that is taken.
  --host <address>    Default 127.0.0.1. The demo's secrets are public: other machines should not reach it.
  --page              Serves the playground's page too.
  --app-id <id>       Default app.
  --key <key>         Default key.
  --secret <secret>   Default secret.
  --help              Prints this.`

/** Reads the command line. */
export function readFlags(args: readonly string[]): Flags {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        page: { type: 'boolean' },
        'app-id': { type: 'string' },
        key: { type: 'string' },
        secret: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
    if (values.help) return { type: 'help' }
    const empty = Object.entries(values).find(([, value]) => value === '')
    if (empty) return { type: 'error', message: `--${empty[0]} is empty.` }
    const port = values.port === undefined ? DEFAULT_PORT : readPort(values.port)
    if (port === undefined)
      return { type: 'error', message: `--port ${values.port ?? ''}: a port is a number from 0 to 65535.` }
    return { type: 'options', options: asOptions(values, port), isPortChosen: values.port !== undefined }
  } catch (error) {
    return { type: 'error', message: error instanceof Error ? error.message : String(error) }
  }
}

interface Values {
  readonly host?: string | undefined
  readonly page?: boolean | undefined
  readonly 'app-id'?: string | undefined
  readonly key?: string | undefined
  readonly secret?: string | undefined
}

function asOptions({ host, page, 'app-id': appId, key, secret }: Values, port: number): ServerOptions {
  return {
    port,
    ...(host === undefined ? {} : { host }),
    ...(page === undefined ? {} : { page }),
    ...(appId === undefined ? {} : { appId }),
    ...(key === undefined ? {} : { key }),
    ...(secret === undefined ? {} : { secret }),
  }
}

function readPort(text: string): number | undefined {
  const port = Number(text)
  return /^\d+$/.test(text) && port <= 65_535 ? port : undefined
}
