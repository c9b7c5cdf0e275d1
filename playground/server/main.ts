import { readFlags, usage } from './flags.js'
import { isTaken } from './listen.js'
import type { ServerOptions } from './server-options.js'
import { startServer, type RunningServer } from './start-server.js'

/** How long the end may take. */
const END_WITHIN_MS = 3_000

const flags = readFlags(process.argv.slice(2))
if (flags.type === 'help') console.log(usage)
else if (flags.type === 'error') fail(flags.message)
else await run({ quiet: false, ...flags.options }, flags.isPortChosen)

async function run(options: ServerOptions, isPortChosen: boolean): Promise<void> {
  const server = await start(options, isPortChosen)
  if (!server) return
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(server))
}

async function end(server: RunningServer): Promise<void> {
  // Vite may keep something running, or not end at all; nobody waits for a development server.
  setTimeout(() => process.exit(), END_WITHIN_MS).unref()
  await server.stop()
  process.exit()
}

async function start(options: ServerOptions, isPortChosen: boolean): Promise<RunningServer | undefined> {
  try {
    return await startServer(options)
  } catch (error) {
    if (isTaken(error) && !isPortChosen) return start({ ...options, port: 0 }, true)
    fail(isTaken(error) ? `Port ${String(options.port)} is taken. Another --port, or none, will do.` : reason(error))
    return undefined
  }
}

function fail(message: string): void {
  console.error(`${message}\n\nSee --help.`)
  process.exitCode = 1
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
