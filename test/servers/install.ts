import { installDurableStreams } from './durable-streams.js'
import { installLaravel } from './laravel-installation.js'
import { installLaravelEchoServer } from './laravel-echo-server.js'
import { installSoketi } from './soketi-installation.js'

/**
 * Installs what the tests need beside npm's packages: `install.ts soketi`, `install.ts laravel`. Ends with 1, and the reason as its last
 * line, where that does not work.
 */
const installations: Record<string, (say: (line: string) => void) => Promise<unknown>> = {
  'durable-streams': installDurableStreams,
  laravel: installLaravel,
  'laravel-echo-server': installLaravelEchoServer,
  soketi: installSoketi,
}
const name = process.argv[2] ?? ''
try {
  const install = installations[name]
  if (!install) throw new Error(`There is: ${Object.keys(installations).join(', ')}`)
  await install(console.log)
  console.log(`${name} is installed`)
} catch (error) {
  console.log((error as Error).message)
  process.exitCode = 1
}
