import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundleContender } from './bundle-contender.js'
import { contenders, type ContenderId, type Contestant } from './contestant.js'
import type { Answer } from './node-process.js'

const cache = fileURLToPath(new URL('../.cache/', import.meta.url))

/** Starts a client in a process of its own. */
export async function startInNode(id: ContenderId): Promise<Contestant> {
  const code = `import { serve } from './node-process.js'\nserve(create)`
  const script = `${cache}${id}.cjs`
  mkdirSync(cache, { recursive: true })
  writeFileSync(script, await bundleContender(id, code, { platform: 'node', format: 'cjs' }))
  const child = fork(script, { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  return {
    name: contenders[id],
    async ask(task, argument) {
      const answered = Promise.race([
        once(child, 'message') as Promise<[Answer]>,
        ended.then(() => {
          throw new Error(`${id} ended before it answered.`)
        }),
      ])
      child.send({ task, argument })
      const [{ cpuUs, result, error }] = await answered
      if (error !== undefined) throw new Error(`${id}: ${error}`)
      return { cpuUs, result: result as never }
    },
    async stop() {
      child.kill()
      await ended
    },
  }
}
