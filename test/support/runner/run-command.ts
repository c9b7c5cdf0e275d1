import { spawn } from 'node:child_process'
import type { Clock } from '../clock.js'

/** A command and where its time ends. */
export interface Command {
  command: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  limitMs: number
  /** What the limit goes by. */
  clock: Pick<Clock, 'timer'>
}

/** How a command ended. */
export interface CommandResult {
  /** Undefined where it ended by itself, well; else in words. */
  problem: string | undefined
  /** All it said, in the order it said it. */
  output: string
  seconds: number
}

const running = new Set<number>()

/** A command is the head of a group of processes, and takes all of it along. */
function end(pid: number): void {
  try {
    process.kill(process.platform == 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

/** From now on whatever still runs ends when this process does. */
export function endCommandsWithUs(): void {
  process.once('exit', () => {
    for (const pid of running) end(pid)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
}

/** Runs a command to its end, with everything it starts. */
export function runCommand({ command, cwd, env, limitMs, clock }: Command): Promise<CommandResult> {
  const [program = '', ...args] = command
  const start = performance.now()
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      detached: process.platform != 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const { pid } = child
    let output = ''
    let problem: string | undefined
    if (pid !== undefined) running.add(pid)
    const cancelLimit = clock.timer(limitMs, () => {
      problem = `it took longer than ${limitMs / 1000} s`
      if (pid !== undefined) end(pid)
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => (output += text))
    }
    child.once('error', (error) => (problem = error.message))
    // What it left behind may hold its output open, and would be waited for.
    child.once('exit', () => pid !== undefined && end(pid))
    child.once('close', (code, signal) => {
      cancelLimit()
      if (pid !== undefined) running.delete(pid)
      if (code != 0) problem ??= `it ended with ${code ?? signal ?? 'nothing'}`
      resolve({ problem, output, seconds: (performance.now() - start) / 1000 })
    })
  })
}
