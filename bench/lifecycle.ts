import { until } from '../test/support/until.js'
import { CHANNEL } from './pages/channel.js'
import type { LifecyclePage } from './pages/lifecycle-page.js'
import type { Scene } from './browser/scene.js'
import type { Row, Section } from './report.js'
import { spreadOf } from './spread.js'

const ROUNDS = 3
const FULL_NAME = `private-${CHANNEL}`

const pages = {
  'lifecycle-resound': 'Resound: usePrivate',
  'lifecycle-echo-react': '@laravel/echo-react: useEcho',
} as const

/** What is done to a component after it subscribed. */
const changes = {
  'remounted once': (page: LifecyclePage) => page.remount(),
  'ten new callbacks': (page: LifecyclePage) => page.renew(10),
  'hidden and shown five times': (page: LifecyclePage) => page.toggle(5),
}

type Name = keyof typeof pages
type Change = keyof typeof changes
type Global = typeof globalThis & { page: LifecyclePage }

/** How often permission was asked, from the first drawing until an event was heard after the change. */
async function authorizations({ authorization, open, server }: Scene, name: Name, change: Change): Promise<number> {
  const before = authorization.requests.length
  const { page, close } = await open(name, FULL_NAME)
  await page.evaluate(`(${String(changes[change])})(globalThis.page)`)
  // Who subscribes again cannot hear anything in between, so one is published until it is heard.
  const heard = async (): Promise<readonly number[]> => {
    server.publish(FULL_NAME, 'message.created', {})
    return page.evaluate(() => (globalThis as Global).page.heardBy())
  }
  const by = await until(async () => {
    const callbacks = await heard()
    return callbacks.length > 0 && callbacks
  })
  const latest = change == 'ten new callbacks' ? 10 : 0
  if (by.some((callback) => callback != latest)) throw new Error(`${pages[name]}: an old callback was called.`)
  await close()
  return authorization.requests.length - before
}

/** How many authorizations the life of a component costs: one is what the subscription itself needs. */
export async function measureLifecycle(scene: Scene, withPeers: boolean): Promise<Section[]> {
  const names = (Object.keys(pages) as Name[]).filter((name) => withPeers || name != 'lifecycle-echo-react')
  const rows: Row[] = []
  for (const change of Object.keys(changes) as Change[]) {
    for (const name of names) {
      const counts: number[] = []
      for (let round = 0; round < ROUNDS; round++) counts.push(await authorizations(scene, name, change))
      rows.push({
        what: `${change}, ${pages[name]}`,
        value: spreadOf(counts),
        ...(name == 'lifecycle-resound' && { budget: { most: 1, of: 'value', judged: 'max' } as const }),
      })
    }
  }
  const title = 'The life of a component on a private channel, in Chromium'
  return [{ title, unit: 'authorizations', rows }]
}
