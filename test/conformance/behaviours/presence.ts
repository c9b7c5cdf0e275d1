import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { PresenceChannel } from '@resound/echo/core'
import { until } from '../../support/until.js'
import type { Theme } from '../behaviour.js'
import type { Client, Member } from '../client.js'
import type { Stage } from '../stage.js'

interface Watched {
  readonly client: Client
  readonly channel: PresenceChannel
  readonly here: unknown[][]
  readonly joined: unknown[]
  readonly left: unknown[]
}

/** A member who is there, and what it was told. */
async function present(
  stage: Stage,
  room: string,
  member: Member,
  through: 'proxy' | 'server' = 'server',
): Promise<Watched> {
  const client = stage.client({ member, through })
  const here: unknown[][] = []
  const joined: unknown[] = []
  const left: unknown[] = []
  const channel = client.echo
    .join(room)
    .here((members: unknown[]) => here.push(members))
    .joining((who: unknown) => joined.push(who))
    .leaving((who: unknown) => left.push(who))
  await client.subscribed(channel.name)
  return { client, channel, here, joined, left }
}

/** Leaves, and has the server know it. */
async function leave({ client, channel }: Watched): Promise<void> {
  const { name } = channel
  client.echo.leaveChannel(name)
  await until(() => client.sent('pusher:unsubscribe', name).length > 0, { what: 'the unsubscription' })
  await client.caughtUp()
}

const ada: Member = { id: 1, info: { id: 1, name: 'Ada' } }
const grace: Member = { id: 2, info: { id: 2, name: 'Grace' } }
const linus: Member = { id: 3, info: { id: 3, name: 'Linus' } }

const odd: readonly Member[] = [
  { id: 'object', info: { name: 'Ada', roles: ['admin'] } },
  { id: 'number', info: 7 },
  { id: 'true', info: true },
  { id: 'text', info: 'Ada' },
]

export const presence: Theme = {
  name: 'presence',
  needs: ['presence-channels'],
  behaviours: [
    {
      title: 'tells who is here, who joins and who leaves, as the application’s server knows them',
      async run(stage) {
        const room = stage.room()
        const first = stage.client({ user: 'ada' })
        const second = stage.client({ user: 'grace' })
        const told: unknown[] = []
        const channel = first.echo
          .join(room)
          .here((members: unknown[]) => told.push(['here', members.length]))
          .joining((who: unknown) => told.push(['joining', who]))
          .leaving((who: unknown) => told.push(['leaving', who]))
        await first.subscribed(channel.name)
        let there: unknown[] = []
        second.echo.join(room).here((members: unknown[]) => (there = members))
        await second.subscribed(channel.name)
        await until(() => told.length == 2, { what: 'coming' })
        second.echo.disconnect()
        await until(() => told.length == 3, { what: 'coming and going' })
        assert.equal(there.length, 2)
        const [, whoCame] = told[1] as [string, unknown]
        // Some servers list who came last first.
        assert.ok(there.some((who) => isDeepStrictEqual(who, whoCame)))
        assert.deepEqual(told, [
          ['here', 1],
          ['joining', whoCame],
          ['leaving', whoCame],
        ])
      },
    },
    {
      title: 'tells of a user with two tabs once: when the first comes and when the last goes',
      async run(stage) {
        const room = stage.room()
        const watcher = await present(stage, room, ada)
        const tabs = [await present(stage, room, grace), await present(stage, room, grace)] as const
        await watcher.client.caughtUp()
        assert.deepEqual(watcher.joined, [grace.info])
        assert.equal(tabs[1].here.length, 1)
        assert.deepEqual(new Set(tabs[1].here[0]), new Set([ada.info, grace.info]))
        assert.deepEqual(tabs[0].joined, [])
        await leave(tabs[0])
        await watcher.client.caughtUp()
        assert.deepEqual(watcher.left, [])
        await leave(tabs[1])
        await until(() => watcher.left.length > 0, { what: 'leaving' })
        assert.equal(watcher.left[0], watcher.joined[0], 'it is the object that came')
        assert.equal(watcher.joined.length, 1)
      },
    },
    {
      title: 'gives here() a new array each time, and tells a late one at once',
      async run(stage) {
        const { channel, here } = await present(stage, stage.room(), ada)
        const late: unknown[][] = []
        channel.here((members: unknown[]) => late.push(members)).here((members: unknown[]) => late.push(members))
        await Promise.resolve()
        await Promise.resolve()
        assert.deepEqual([...here, ...late], [[ada.info], [ada.info], [ada.info]])
        assert.equal(new Set([...here, ...late]).size, 3)
      },
    },
    {
      title: 'tells after a reconnect what changed meanwhile, and here() again with all',
      needs: ['tcp-faults', 'prompt-absence'],
      async run(stage) {
        const { proxy } = stage
        const room = stage.room()
        const watcher = await present(stage, room, ada, 'proxy')
        const stays = await present(stage, room, grace)
        const goes = await present(stage, room, linus)
        await until(() => watcher.joined.length == 2, { what: 'both' })
        const before = await watcher.client.connected()
        await proxy.refuse(true)
        proxy.cut()
        await until(() => stays.left.length > 0, { what: 'the server to see us go' })
        await leave(goes)
        const margaret = { id: 4, info: { id: 4, name: 'Margaret' } }
        await present(stage, room, margaret)
        const came = watcher.joined.splice(0)
        await proxy.restore()
        await watcher.client.connected(before)
        await watcher.client.subscribed(watcher.channel.name)
        await watcher.client.caughtUp()
        assert.deepEqual(watcher.joined, [margaret.info])
        assert.deepEqual(watcher.left, [linus.info])
        assert.equal(watcher.here.length, 2)
        assert.deepEqual(new Set(watcher.here[1]), new Set([ada.info, grace.info, margaret.info]))
        await leave(stays)
        await until(() => watcher.left.length == 2, { what: 'the other to leave' })
        assert.equal(watcher.left[1], came[0], 'it is the object that came, before the reconnect')
      },
    },
    {
      title: 'takes members as the server gives them: objects, numbers, true, text',
      async run(stage) {
        const room = stage.room()
        const watcher = await present(stage, room, ada)
        const visitors: Watched[] = []
        for (const member of odd) visitors.push(await present(stage, room, member))
        await watcher.client.caughtUp()
        const infos = odd.map(({ info }) => info)
        assert.deepEqual(watcher.joined, infos)
        const last = visitors.at(-1)
        assert.deepEqual(new Set(last?.here[0]), new Set([ada.info, ...infos]))
        for (const visitor of visitors) await leave(visitor)
        await until(() => watcher.left.length == odd.length, { what: 'all to leave' })
        assert.deepEqual(watcher.left, infos)
      },
    },
    {
      title: 'takes a member who is called __proto__',
      async run(stage) {
        const room = stage.room()
        const watcher = await present(stage, room, ada)
        const proto: Member = { id: '__proto__', info: { name: 'Proto' } }
        const visitor = await present(stage, room, proto)
        await until(() => watcher.joined.length > 0, { what: 'joining' })
        assert.deepEqual(watcher.joined, [proto.info])
        assert.deepEqual(new Set(visitor.here[0]), new Set([ada.info, proto.info]))
        assert.equal(visitor.channel.membership?.me, '__proto__')
        await leave(visitor)
        await until(() => watcher.left.length > 0, { what: 'leaving' })
        assert.deepEqual(watcher.left, [proto.info])
      },
    },
    {
      title: 'knows itself among the members',
      needs: ['channel-state'],
      async run(stage) {
        const room = stage.room()
        await present(stage, room, ada)
        const { channel } = await present(stage, room, grace)
        const { me, members } = channel.membership ?? {}
        assert.equal(me, '2')
        assert.deepEqual(members?.get('2'), grace.info)
      },
    },
  ],
}
