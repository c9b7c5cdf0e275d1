import { existsSync, readFileSync } from 'node:fs'

const STATISTICS = '/proc/thread-self/schedstat'
const nap = new Int32Array(new SharedArrayBuffer(4))

/** Where it comes from: newer Nodes know it, Linux knows it for older ones, and elsewhere there is only the time that passes. */
const source = 'threadCpuUsage' in process ? 'node' : existsSync(STATISTICS) ? 'linux' : 'wall'

/** How long this thread has computed, in µs: what other programs do meanwhile does not count. */
export function mainThreadCpuUs(): number {
  if (source == 'wall') return performance.now() * 1000
  if (source == 'node') {
    const { user, system } = (process as unknown as { threadCpuUsage(): NodeJS.CpuUsage }).threadCpuUsage()
    return user + system
  }
  // The kernel brings its account up to date when a thread goes to sleep, else once in some milliseconds.
  Atomics.wait(nap, 0, 0, 0.01)
  return Number(readFileSync(STATISTICS, 'utf8').split(' ', 1)[0]) / 1000
}
