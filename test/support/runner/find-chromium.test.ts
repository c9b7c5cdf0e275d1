import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findChromium } from './find-chromium.js'

function folderWith(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'resound-chromium-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, name), '')
  chmodSync(join(folder, name), 0o755)
  return folder
}

describe('finding Chromium', () => {
  it('takes the one that CHROMIUM_PATH names before any other', () => {
    const given = join(folderWith('my-browser'), 'my-browser')
    expect(findChromium({ CHROMIUM_PATH: given, PATH: folderWith('chromium') })).toBe(given)
  })

  it('does not take another one where CHROMIUM_PATH names none', () => {
    expect(findChromium({ CHROMIUM_PATH: '/nowhere/chromium', PATH: folderWith('chromium') })).toBeUndefined()
  })

  it.each(['chromium', 'google-chrome'])('finds %s on the path', (name) => {
    const folder = folderWith(name)
    expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(join(folder, name))
  })
})
