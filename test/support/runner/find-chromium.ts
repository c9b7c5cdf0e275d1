import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The one that `npx playwright install chromium` got. */
function playwrightsOwn(): string {
  const { chromium } = createRequire(import.meta.url)('playwright') as { chromium: { executablePath(): string } }
  return chromium.executablePath()
}

/** A Chromium of this machine: `CHROMIUM_PATH`, one on the `PATH`, where macOS has it, or Playwright's own. Undefined: none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = env.CHROMIUM_PATH
  if (given) return existsSync(given) ? given : undefined
  const folders = (env.PATH ?? '').split(delimiter)
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return [...candidates, ...elsewhere, playwrightsOwn()].find((path) => existsSync(path))
}
