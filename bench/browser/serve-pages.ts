import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { listen } from '../../test/support/listen.js'

/** A server of pages. */
export interface PageServer {
  /** Where the page of that name is. */
  url: (page: string, parameters: Readonly<Record<string, string>>) => string
  stop: () => Promise<void>
}

const shell = (page: string): string =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>${page}</title><body><script type="module" src="/${page}.js"></script>`

/** Serves what was built: `/<page>` is a page, everything else a script. */
export async function servePages(folder: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://127.0.0.1')
    if (!pathname.endsWith('.js')) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(shell(pathname.slice(1)))
      return
    }
    readFile(folder + pathname).then(
      (script) => response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script),
      () => response.writeHead(404).end(),
    )
  })
  const port = await listen(server)
  return {
    url: (page, parameters) => `http://127.0.0.1:${port}/${page}?${String(new URLSearchParams(parameters))}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
