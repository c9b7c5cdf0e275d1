import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChildServer, type ChildServer, type ChildServerOptions } from './child-server.js'
import { ServerUnavailableError } from './server.js'

/** What to start: any program, by its name on the `PATH` or by its path. */
export interface ProgramOptions extends Omit<ChildServerOptions, 'script' | 'args'> {
  command: string
  args: readonly string[]
}

const keeper = fileURLToPath(new URL('program-keeper.js', import.meta.url))

/**
 * Starts a server that is not written for Node, and waits until it is ready. It has a process group of its own, of which nothing is
 * left when it is stopped, or when whoever started it is gone. Signals: SIGTERM, then SIGKILL.
 * @throws {ServerUnavailableError} where the program is not installed.
 */
export async function startProgram({ command, args, ...options }: ProgramOptions): Promise<ChildServer> {
  if (findProgram(command) === undefined)
    throw new ServerUnavailableError(`${options.name}: ${command} is not installed`)
  return startChildServer({ ...options, script: keeper, args: [command, ...args] })
}

/** Where a program is; undefined where it is not installed. */
export function findProgram(command: string, path: string = process.env.PATH ?? ''): string | undefined {
  const candidates = isAbsolute(command) ? [command] : path.split(delimiter).map((folder) => join(folder, command))
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
