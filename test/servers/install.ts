import { installSoketi } from './soketi-installation.js'

/** Installs what the tests need beside npm's packages. Ends with 1, and the reason as its last line, where that does not work. */
try {
  await installSoketi(console.log)
  console.log('Soketi is installed')
} catch (error) {
  console.log((error as Error).message)
  process.exitCode = 1
}
