import { findChromium } from '../support/runner/find-chromium.js'

const executablePath = findChromium()

/** How tests start Chromium: no sandbox (containers have none), and nothing that talks to the outside by itself. */
export const chromium = {
  headless: true,
  ...(executablePath === undefined ? {} : { executablePath }),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
