import { startNginx } from '../../servers/nginx.js'
import type { TestServer } from '../../servers/server.js'
import type { ServerUnderTest } from '../subject.js'

/**
 * Another server with nginx before it, as the Reverb guide has it: web sockets come through nginx, the application publishes and
 * authorizes behind it. Rejects with a `ServerUnavailableError` where there is no nginx.
 */
export async function behindNginx(start: () => Promise<ServerUnderTest>): Promise<ServerUnderTest> {
  const subject = await start()
  const { startWithOneSeat } = subject
  try {
    return {
      ...subject,
      server: await through(subject.server),
      ...(startWithOneSeat && { startWithOneSeat: async () => through(await startWithOneSeat()) }),
    }
  } catch (error) {
    await subject.server.stop()
    throw error
  }
}

async function through(server: TestServer): Promise<TestServer> {
  const nginx = await startNginx({ target: server.httpUrl, location: '/app/' })
  return {
    ...server,
    name: `${server.name} behind nginx`,
    url: nginx.url.replace(/^http/, 'ws'),
    async stop() {
      await nginx.stop()
      await server.stop()
    },
  }
}
