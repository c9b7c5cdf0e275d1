import { fileURLToPath } from 'node:url'
import { installFromNpm } from './npm-installation.js'
import { ServerUnavailableError } from './server.js'

/** Where Soketi is, or will be. */
export const soketiFolder = fileURLToPath(new URL('soketi', import.meta.url))

/** Which Nodes (16, 18, 20) its native part was built for. Elsewhere it would run on something else than its users do. */
const abis = ['93', '108', '115']

/**
 * Installs Soketi where it is missing or another one than the lock file says.
 * @throws {ServerUnavailableError} where it does not run or cannot be had; `RESOUND_WITHOUT_SOKETI` may say so beforehand.
 */
export async function installSoketi(say: (line: string) => void): Promise<void> {
  const reason = process.env.RESOUND_WITHOUT_SOKETI
  if (reason) throw new ServerUnavailableError(reason)
  const { modules, node } = process.versions
  if (!abis.includes(modules)) throw new ServerUnavailableError(`Soketi needs Node 16, 18 or 20; this is ${node}`)
  await installFromNpm({ name: 'Soketi', folder: soketiFolder, sizeMb: 300, say })
}
