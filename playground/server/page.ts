import type { Server } from 'node:http'
import { resolve } from 'node:path'
import type { ServedPage } from './http-listener.js'

/** The playground's page, and how to stop serving it. */
export interface Page extends ServedPage {
  close(): Promise<void>
}

/** Where the page lies. */
const playgroundDirectory = resolve(import.meta.dirname, '..')

/** Serves the page in `directory` through Vite, whose own web socket comes in over `server` too. It connects with `key`. */
export async function createPage(server: Server, { directory = playgroundDirectory, key = 'key' } = {}): Promise<Page> {
  // Loaded only here: the server alone starts without it.
  const { createServer } = await import('vite')
  const vite = await createServer({
    root: directory,
    configFile: resolve(directory, 'vite.config.ts'),
    server: { middlewareMode: true, hmr: { server } },
    appType: 'spa',
    define: { 'import.meta.env.VITE_REVERB_APP_KEY': JSON.stringify(key) },
  })
  return { handler: vite.middlewares, close: () => vite.close() }
}
