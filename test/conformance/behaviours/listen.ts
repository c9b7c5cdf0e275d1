import assert from 'node:assert/strict'
import type { Behaviour, Theme } from '../behaviour.js'

/** Listens for one name and is published another. */
function namedBehaviour(title: string, namespace: string | false | undefined, pairs: [string, string][]): Behaviour {
  return {
    title,
    ...(namespace === undefined && { needs: ['laravel-events'] }),
    async run(stage) {
      const client = stage.client({ echo: { namespace } })
      const channel = client.echo.channel(stage.room())
      const heard: string[] = []
      for (const [spoken] of pairs) channel.listen(spoken, () => heard.push(spoken))
      await client.subscribed(channel.name)
      for (const [, wire] of pairs) await stage.publish(channel.name, wire, {})
      await client.caughtUp()
      assert.deepEqual(
        heard,
        pairs.map(([spoken]) => spoken),
      )
    },
  }
}

const naming: Behaviour[] = [
  namedBehaviour('puts App.Events in front of an event, unless a dot or backslash leads', undefined, [
    ['OrderShipped', 'App\\Events\\OrderShipped'],
    ['Order.Shipped', 'App\\Events\\Order\\Shipped'],
    ['.order.shipped', 'order.shipped'],
    ['\\App\\Other\\OrderShipped', 'App\\Other\\OrderShipped'],
    ['.__proto__', '__proto__'],
  ]),
  namedBehaviour('puts nothing in front with namespace: false', false, [
    ['UserCreated', 'UserCreated'],
    ['.user.created', 'user.created'],
  ]),
  namedBehaviour('puts a namespace of the application’s own in front', 'Shop.Events', [
    ['Sold', 'Shop\\Events\\Sold'],
    ['.Sold', 'Sold'],
  ]),
]

export const listening: Theme = {
  name: 'listening',
  behaviours: [
    ...naming,
    {
      title: 'tells as a second argument what is known beside the payload',
      needs: ['metadata'],
      async run(stage) {
        const client = stage.client()
        const channel = client.echo.private(stage.room())
        const metas: unknown[] = []
        channel.listen('.said', (_, meta) => metas.push(meta))
        channel.listenToAll((_event, _data, meta) => metas.push(meta))
        await client.subscribed(channel.name)
        const before = Date.now()
        await stage.publish(channel.name, 'said', {})
        await client.caughtUp()
        const [meta, sameForAll] = metas as { receivedAt: number; cursor?: string }[]
        assert.ok(meta && meta.receivedAt >= before && meta.receivedAt <= Date.now())
        // Where the server numbers its events.
        const { cursor, ...known } = meta
        const { receivedAt } = known
        assert.ok(cursor === undefined || /^.+:\d+$/.test(cursor))
        assert.deepEqual(known, { event: 'said', channel: channel.name, replayed: false, receivedAt })
        assert.deepEqual(sameForAll, meta)
      },
    },
    {
      title: 'listens to all events of a channel, by the names that listen() takes, until that is undone',
      needs: ['laravel-events'],
      async run(stage) {
        const client = stage.client()
        const channel = client.echo.channel(stage.room())
        const heard: unknown[] = []
        const first = (event: string, data: unknown): void => void heard.push(['first', event, data])
        const second = (event: string): void => void heard.push(['second', event])
        channel.listenToAll(first).listenToAll(second)
        await client.subscribed(channel.name)
        await stage.publish(channel.name, 'App\\Events\\Sold', { id: 1 })
        await stage.publish(channel.name, 'order.shipped', 'text')
        await client.caughtUp()
        channel.stopListeningToAll(first)
        await stage.publish(channel.name, 'third', {})
        await client.caughtUp()
        channel.stopListeningToAll()
        await stage.publish(channel.name, 'fourth', {})
        await client.caughtUp()
        assert.deepEqual(heard, [
          ['first', 'Sold', { id: 1 }],
          ['second', 'Sold'],
          ['first', '.order.shipped', 'text'],
          ['second', '.order.shipped'],
          ['second', '.third'],
        ])
      },
    },
    {
      title: 'stops one listener of an event, or all of them',
      async run(stage) {
        const client = stage.client()
        const channel = client.echo.channel(stage.room())
        const heard: string[] = []
        const first = (): void => void heard.push('first')
        const second = (): void => void heard.push('second')
        const say = async (): Promise<void> => {
          await stage.publish(channel.name, 'said', {})
          await client.caughtUp()
        }
        channel.listen('.said', first).listen('.said', second)
        await client.subscribed(channel.name)
        await say()
        channel.stopListening('.said', first)
        await say()
        channel.listen('.said', first).stopListening('.said')
        await say()
        assert.deepEqual(heard, ['first', 'second', 'second'])
      },
    },
    {
      title: 'does not call a listener any more that another one has just stopped',
      async run(stage) {
        const client = stage.client()
        const channel = client.echo.channel(stage.room())
        const heard: string[] = []
        const stop = (name: string) => (): void => {
          heard.push(name)
          channel.stopListening('.said').stopListeningToAll()
        }
        channel.listen('.said', stop('first')).listen('.said', stop('second')).listenToAll(stop('all'))
        await client.subscribed(channel.name)
        await stage.publish(channel.name, 'said', {})
        await client.caughtUp()
        assert.equal(heard.length, 1)
      },
    },
    {
      title: 'hears three hundred events in order, each once',
      async run(stage) {
        const client = stage.client()
        const channel = client.echo.private(stage.room())
        const heard: number[] = []
        channel.listen('.counted', ({ n }: { n: number }) => heard.push(n))
        await client.subscribed(channel.name)
        const numbers = Array.from({ length: 300 }, (_, n) => n)
        for (const n of numbers) await stage.publish(channel.name, 'counted', { n })
        await client.caughtUp()
        assert.deepEqual(heard, numbers)
      },
    },
    {
      title: 'gives events to for await, in order, until the signal',
      needs: ['async-iteration'],
      async run(stage) {
        const client = stage.client()
        const channel = client.echo.channel(stage.room())
        const controller = new AbortController()
        const events = channel.events('.counted', { signal: controller.signal })
        const first = events.next()
        await client.subscribed(channel.name)
        for (let n = 1; n <= 5; n++) await stage.publish(channel.name, 'counted', { n })
        await client.caughtUp()
        const heard = [(await first).value]
        for await (const event of events) {
          heard.push(event)
          if (heard.length == 5) controller.abort()
        }
        assert.deepEqual(
          heard,
          [1, 2, 3, 4, 5].map((n) => ({ n })),
        )
      },
    },
    {
      title: 'ends a for await when the channel is left',
      needs: ['async-iteration'],
      async run(stage) {
        const client = stage.client()
        const channel = client.echo.channel(stage.room())
        const next = channel.events('.said').next()
        await client.subscribed(channel.name)
        client.echo.leave(channel.name)
        assert.equal((await next).done, true)
      },
    },
    {
      title: 'lets a listener that throws harm nobody, and reports it',
      async run(stage) {
        const client = stage.client()
        const { echo } = client
        const channel = echo.channel(stage.room())
        const other = echo.channel(stage.room())
        const heard: string[] = []
        const thrown = new Error('of the application')
        channel
          .listenToAll(() => void heard.push('all'))
          .listen('.said', () => {
            throw thrown
          })
          .listen('.said', () => heard.push('beside'))
        other.listen('.said', () => heard.push('elsewhere'))
        await client.subscribed(channel.name, other.name)
        await stage.publish([channel.name, other.name], 'said', {})
        await client.caughtUp()
        assert.deepEqual(heard.sort(), ['all', 'beside', 'elsewhere'])
        assert.deepEqual(
          client.errors.map(({ kind, cause }) => [kind, cause]),
          [['listener', thrown]],
        )
      },
    },
  ],
}
