// Runs a program that is not Node, in a process group of its own, and lets nothing of the group outlive this process.
//     node program-keeper.js <command> <args…>
import { spawn } from 'node:child_process'

const [command, ...args] = process.argv.slice(2)
const program = spawn(command, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] })

/** @param {NodeJS.Signals} signal */
const endGroup = (signal) => {
  try {
    if (program.pid) process.kill(-program.pid, signal)
  } catch {
    // There is nobody left in it.
  }
}

program.once('error', ({ message }) => {
  console.error(message)
  process.exit(1)
})
program.once('exit', (code) => {
  process.exit(code ?? 1)
})
process.once('SIGTERM', () => {
  endGroup('SIGTERM')
  // Before whoever started us loses patience and ends this process, which could then end nobody.
  setTimeout(endGroup, 3_000, 'SIGKILL')
})
process.once('exit', () => {
  endGroup('SIGKILL')
})
