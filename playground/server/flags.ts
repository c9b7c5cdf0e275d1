import { parseArgs } from 'node:util'
import type { EventLogOptions, ServerOptions } from './server-options.js'

/** Where the server listens unless it is told otherwise. */
export const DEFAULT_PORT = 8090

/** What the command line said, or why it cannot be followed, in words. */
export type Flags =
  | { readonly type: 'options'; readonly options: ServerOptions; readonly isPortChosen: boolean }
  | { readonly type: 'help' }
  | { readonly type: 'error'; readonly message: string }

/** What `--help` prints. */
export const usage = `Starts the playground's broadcast server: the Pusher protocol, its HTTP API, Socket.IO,
a JSON web socket, an event log, authorization and the demo's own API.

  --port <number>     Where it listens; default ${String(DEFAULT_PORT)}, or a free one if that is taken.
  --host <address>    Default 127.0.0.1. The demo's secrets are public: other machines should not reach it.
  --no-event-log      Speaks as Reverb does: no event log, no cursors in events.
  --keep-events <n>   How many events of a channel the event log keeps; default 10000.
  --keep-seconds <n>  How long it keeps them; default 3600.
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
        'no-event-log': { type: 'boolean' },
        'keep-events': { type: 'string' },
        'keep-seconds': { type: 'string' },
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
    const eventLog = values['no-event-log'] ? false : readRetention(values['keep-events'], values['keep-seconds'])
    if (typeof eventLog == 'string') return { type: 'error', message: eventLog }
    return {
      type: 'options',
      options: { ...asOptions(values, port), eventLog },
      isPortChosen: values.port !== undefined,
    }
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

/** What the event log keeps; a text is what is wrong with it. */
function readRetention(events: string | undefined, seconds: string | undefined): EventLogOptions | string {
  if (events !== undefined && !isWhole(events)) return `--keep-events ${events}: that is no number of events.`
  if (seconds !== undefined && !isWhole(seconds)) return `--keep-seconds ${seconds}: that is no number of seconds.`
  return {
    ...(events === undefined ? {} : { maxEvents: Number(events) }),
    ...(seconds === undefined ? {} : { maxAgeMs: Number(seconds) * 1_000 }),
  }
}

function isWhole(text: string): boolean {
  return /^\d{1,9}$/.test(text)
}

function readPort(text: string): number | undefined {
  const port = Number(text)
  return /^\d+$/.test(text) && port <= 65_535 ? port : undefined
}
