import type { Browser } from 'playwright'
import { bundleContender } from './bundle-contender.js'
import { contenders, type ContenderId, type Contestant } from './contestant.js'

type Global = typeof globalThis & { tasks: Record<string, (argument: unknown) => unknown> }

/** Starts a client in a page of its own, in a process of its own. */
export async function startInChromium(id: ContenderId, browser: Browser): Promise<Contestant> {
  const code = `import { createTasks } from './tasks.js'\nglobalThis.tasks = createTasks(create)`
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.addScriptTag({
    content: await bundleContender(id, code, { platform: 'browser', format: 'iife', minify: true }),
  })
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const threadUs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name == 'ThreadTime')?.value ?? NaN) * 1e6
  }
  return {
    name: contenders[id],
    async ask(task, argument) {
      const start = await threadUs()
      const result: unknown = await page.evaluate(
        async ({ task, argument }) => (globalThis as Global).tasks[task]?.(argument),
        { task, argument },
      )
      return { cpuUs: (await threadUs()) - start, result: result as never }
    },
    stop: () => context.close(),
  }
}
