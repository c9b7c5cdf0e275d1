import type { TestProject } from 'vitest/node'
import { startServer, type RunningServer } from '../../playground/server/start-server.js'

/** Where the embedded server listens, for tests that run inside the browser: `inject('server')`. */
export type ProvidedServer = Pick<RunningServer, 'url' | 'port' | 'appId' | 'key' | 'secret'>

declare module 'vitest' {
  interface ProvidedContext {
    server: ProvidedServer
  }
}

/** Starts the embedded server for all tests of the project; what it returns stops it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer()
  const { url, port, appId, key, secret } = server
  project.provide('server', { url, port, appId, key, secret })
  return () => server.stop()
}
