import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Acts, Whereabouts } from './place.js'

/** The place, as its clients see it. */
export interface Place extends Whereabouts {
  /** Has something done there, after everything that was asked before. */
  ask<Act extends keyof Acts>(act: Act, ...args: Parameters<Acts[Act]>): Promise<Awaited<ReturnType<Acts[Act]>>>
  stop(): Promise<void>
}

/** Starts it in a process of its own. */
export async function forkPlace(): Promise<Place> {
  const execArgv = ['--import', 'tsx', '--conditions=@resound/source']
  const child = fork(fileURLToPath(new URL('place.ts', import.meta.url)), { execArgv })
  const [where] = (await once(child, 'message')) as [Whereabouts]
  const waiting = new Map<number, (value: never) => void>()
  let asked = 0
  child.on('message', ({ id, value }: { id: number; value: never }) => {
    waiting.get(id)?.(value)
    waiting.delete(id)
  })
  return {
    ...where,
    ask: (act, ...args) =>
      new Promise((resolve) => {
        waiting.set(++asked, resolve)
        child.send({ id: asked, act, args })
      }),
    async stop() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
