// A server in a process of its own.
// Owns: the process, from start to end, and what it said. Does not own: how one asks it whether it is ready.
import { fork } from 'node:child_process'
import { until } from '../support/until.js'

/** What to start, with this same Node. */
export interface ChildServerOptions {
  /** For errors. */
  name: string
  script: string
  args: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  /** Looked at until it is true. */
  isReady: () => Promise<boolean>
  /** How long it may take to end. Default 5,000. */
  endsWithinMs?: number
}

/** A server that is ready. */
export interface ChildServer {
  /** Asks it to end, and makes it end where that takes too long. */
  stop(): Promise<void>
  /** Ends it as a crash does: without a word. */
  kill(): Promise<void>
}

const readyWithinMs = 60_000

/** A process that is killed runs no handlers. Its children notice that nobody holds the other end of their channel any more. */
const dieWithParent = 'data:text/javascript,process.once("disconnect",()=>process.exit(1))'

/** Starts a server and waits until it is ready. Rejects with what it said where it ends before, or never is. */
export async function startChildServer(options: ChildServerOptions): Promise<ChildServer> {
  const { name, script, args, cwd, env, isReady, endsWithinMs = 5_000 } = options
  const child = fork(script, args, { cwd, env, execArgv: ['--import', dieWithParent], silent: true })
  let said = ''
  let ended: string | undefined
  const end = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = error.message
      resolve()
    })
    child.once('exit', (code, signal) => {
      ended = `it ended with ${code ?? signal ?? 'nothing'}`
      resolve()
    })
  })
  for (const output of [child.stdout, child.stderr]) {
    output?.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-10_000)))
  }
  const stop = async (): Promise<void> => {
    if (ended !== undefined) return
    child.kill('SIGTERM')
    const patience = setTimeout(() => child.kill('SIGKILL'), endsWithinMs)
    await end
    clearTimeout(patience)
  }
  try {
    await until(async () => ended !== undefined || (await isReady()), { withinMs: readyWithinMs, what: name })
    if (ended !== undefined) throw new Error(ended)
  } catch (error) {
    await stop()
    throw new Error(`${name} did not start: ${(error as Error).message}\n${said}`, { cause: error })
  }
  return {
    stop,
    async kill() {
      child.kill('SIGKILL')
      await end
    },
  }
}
