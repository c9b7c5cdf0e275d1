/** The inside of a process in which one client is measured. */
import type { CreateContender } from './contender.js'
import { createHeapTasks, type HeapTasks } from './heap-tasks.js'
import { mainThreadCpuUs } from './main-thread-cpu.js'
import { createTasks, type Tasks } from './tasks.js'

export type NodeTasks = Tasks & HeapTasks

export interface Question {
  readonly task: keyof NodeTasks
  readonly argument: unknown
}

export interface Answer {
  readonly cpuUs: number
  readonly result: unknown
  readonly error: string | undefined
}

/**
 * Does what the parent asks for, and says how much of the main thread it took.
 *
 * @public Imported by the script that `start-in-node.ts` writes.
 */
export function serve(create: CreateContender): void {
  const tasks = { ...createTasks(create), ...createHeapTasks(create) } as Record<string, (argument: unknown) => unknown>
  const answer = async ({ task, argument }: Question): Promise<Answer> => {
    const start = mainThreadCpuUs()
    try {
      const result = await tasks[task]?.(argument)
      return { cpuUs: mainThreadCpuUs() - start, result, error: undefined }
    } catch (error) {
      return { cpuUs: 0, result: undefined, error: String(error) }
    }
  }
  process.on('message', (question: Question) => {
    void answer(question).then((given) => process.send?.(given))
  })
}
