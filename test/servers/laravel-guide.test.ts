import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { laravelFolder } from './laravel-installation.js'

const guide = join(import.meta.dirname, '../../docs/guides/never-lose-an-event.md')
const text = readFileSync(guide, 'utf8')

/** A file of the application: its path, and below it all that is in it. */
const file = /^`((?:app|database)\/\S+\.php)`\n\n```php\n([\s\S]*?)^```$/gm

describe('the guide to the event log in Laravel', () => {
  // After a change of the files: `npx vitest run --project servers test/servers/laravel-guide.test.ts -u`
  it('shows the files that the tests run, as they are', async () => {
    const rendered = text.replace(file, (_, path: string) => {
      return `\`${path}\`\n\n\`\`\`php\n${readFileSync(join(laravelFolder, path), 'utf8')}\`\`\``
    })
    await expect(rendered).toMatchFileSnapshot(guide)
  })

  it('shows all of them', () => {
    const shown = [...text.matchAll(file)].map(([, path]) => path)
    const eventLog = readdirSync(join(laravelFolder, 'app/EventLog')).map((name) => `app/EventLog/${name}`)
    const migrations = readdirSync(join(laravelFolder, 'database/migrations')).filter((name) => name.includes('event'))
    expect(shown.sort()).toEqual([...eventLog, ...migrations.map((name) => `database/migrations/${name}`)].sort())
  })

  it('names the lines of the application that the tests run', () => {
    const config = readFileSync(join(laravelFolder, 'config.php'), 'utf8')
    const lines = [...text.matchAll(/^```php\n(.*)\n```$/gm)].map(([, line]) => line ?? '')
    expect(lines).toHaveLength(2)
    expect(config).toContain(lines[0])
    // There it goes through whatever a test asks for.
    expect(config.replace(/\s+/g, ' ')).toContain("'logged' => [ 'driver' => 'logged', 'through' =>")
    expect(lines[1]).toContain("'logged' => ['driver' => 'logged', 'through' =>")
  })
})
