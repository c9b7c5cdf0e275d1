import type * as Core from '@resound/echo/core'
import { createManualClock, settle } from '../support/manual-clock.js'
import { createLinks } from './links.js'
import { createNetwork, type NetworkEvents } from './network.js'
import { judge, type Hold } from './oracle.js'
import { chanceOf } from './random.js'
import { CHANNELS, FAULTS_MS, type Action, type Schedule } from './schedule.js'
import { createServer } from './server.js'

type Signal = 'shown' | 'hidden' | 'online'

/** How long after the faults everything must be in order: the longest waits for the link and for a replay, and one probe. */
const CALM_MS = 90_000
/** By then a private channel has asked for permission. */
const LOADING_MS = 35
/** How long catching up may take once a channel is confirmed, where nothing is in its way: another stream is believed at the third time. */
const CATCH_UP_MS = 4_000

/** The machine of SPEC.md, as a list of what may follow. */
const paths: Readonly<Record<string, readonly string[]>> = {
  idle: ['connecting', 'closed'],
  connecting: ['connected', 'waiting', 'failed', 'closed'],
  connected: ['waiting', 'failed', 'closed'],
  waiting: ['connecting', 'failed', 'closed'],
  closed: ['connecting'],
  failed: ['connecting', 'closed'],
}

/**
 * One client, its server and the network between them, through one story; what went wrong, in words. The client is real from the web
 * socket to the listener, and so are its requests; the rest is the model's.
 */

export async function live({ Echo, eventLog, polling, reverb }: typeof Core, schedule: Schedule): Promise<string[]> {
  const clock = createManualClock()
  const begun = clock.now()
  const random = chanceOf(schedule.seed + 1).next
  const faults: string[] = []
  const holds = new Map<string, Hold>()
  const all: Hold[] = []
  const leftAt = new Map<string, number>()
  const confirmedAt = new Map<string, number>()
  /** Grows with everything that may keep a channel from catching up. */
  let disturbances = 0
  let expiries = 1
  let refreshes = 0
  let hidden = false
  let thrown = 0
  let told = 0
  const watchers = new Set<(signal: Signal) => void>()

  /** The client's own timers. */
  const timers = new Set<object>()
  const watched = {
    ...clock,
    timer(ms: number, run: () => void) {
      const timer = {}
      timers.add(timer)
      const cancel = clock.timer(ms, () => {
        timers.delete(timer)
        run()
      })
      return () => {
        timers.delete(timer)
        cancel()
      }
    },
  }
  const server = createServer(clock, schedule.page)
  const joinedAt = new Map<string, number>()
  const links = createLinks(clock, {
    fail: (fault) => faults.push(fault),
    isWanted: (channel, since) => holds.has(channel) && (joinedAt.get(channel) ?? Infinity) <= since,
  })
  const tell: NetworkEvents = {
    arrived(channel, epoch, seq) {
      const arrived = holds.get(channel)?.arrived
      const name = `${epoch}:${String(seq)}`
      if (!arrived?.has(name)) arrived?.set(name, clock.now())
    },
    read(channel, page) {
      const hold = holds.get(channel)
      if (hold) hold.start ??= { ...page, early: [...hold.arrived.keys()] }
    },
    confirmed(channel) {
      confirmedAt.set(channel, clock.now())
      const hold = holds.get(channel)
      const { epoch, events } = server.present(channel)
      const before = disturbances
      clock.timer(CATCH_UP_MS, () => {
        if (!hold || hold.left || disturbances != before || server.troubled) return
        for (const fault of judge(hold, server, { epoch, seq: events.length > 0 ? headThen : 0 }))
          faults.push(`${fault} (${String(CATCH_UP_MS)} ms after it was confirmed)`)
      })
      const headThen = events.length
    },
    answered(answer, askedAt) {
      void answer.text().then((text) => {
        const { channels } = JSON.parse(text) as { channels: Record<string, { epoch: string; head: number }> }
        for (const [name, { epoch, head }] of Object.entries(channels)) {
          const hold = holds.get(name)
          // What was asked before the confirmation is no answer.
          if (hold && askedAt >= (confirmedAt.get(name) ?? Infinity))
            hold.start ??= { epoch, head, early: [...hold.arrived.keys()] }
        }
      })
    },
  }
  const network = createNetwork(clock, { server, tell, links })
  const timeouts = { activityTimeout: 10_000, pongTimeout: 5_000 }
  const fallback = schedule.fallback && [polling({ ...timeouts, waitMs: 5_000 })]
  const echo = new Echo({
    broadcaster: reverb({ key: 'key', wsHost: 'model', ...timeouts, fallback }),
    history: eventLog(),
    leaveGrace: schedule.leaveGraceMs,
    bearerToken: ({ reason }) => {
      if (reason == 'refresh') refreshes++
      return reason == 'refresh' ? (held = server.token) : held
    },
    onError: ({ kind }) => {
      if (kind == 'listener') told++
    },
    platform: {
      clock: watched,
      random,
      WebSocket: network.WebSocket,
      fetch: network.fetch,
      signals: {
        watch(listener) {
          watchers.add(listener)
          return () => watchers.delete(listener)
        },
        hidden: () => hidden,
        online: () => true,
      },
    },
  })
  let held = server.token
  let status = echo.connection.get().status
  echo.connection.subscribe(() => {
    const next = echo.connection.get().status
    if (next != status && !(paths[status] ?? []).includes(next)) faults.push(`I7 ${status}, and then ${next}`)
    status = next
  })

  const join = (name: string): void => {
    // Within the grace it would be the same subscription, whose position is not the new hold's own.
    if (holds.has(name) || clock.now() - (leftAt.get(name) ?? 0) < 150) return
    const channel = name.startsWith('private-') ? echo.private(name.slice(8)) : echo.channel(name)
    const hold: Hold = { channel: name, seen: [], arrived: new Map(), start: undefined, left: false }
    holds.set(name, hold)
    all.push(hold)
    joinedAt.set(name, clock.now())
    const heard = (): void => {
      if (hold.left) faults.push(`I2 ${name}: called after leave`)
    }
    channel.on('m', () => {
      thrown++
      throw new Error('A listener of the application threw.')
    })
    channel.on('m', (data, { cursor = ':' }) => {
      heard()
      const [epoch = '', seq] = cursor.split(':')
      hold.seen.push({ kind: 'event', epoch, seq: Number(seq), id: (data as { id: number }).id, at: clock.now() })
    })
    channel.gap(({ epoch, from, to, reason }) => {
      heard()
      hold.seen.push({ kind: 'gap', epoch, from, to, reason, at: clock.now() })
    })
  }
  const signal = (what: Signal): void => {
    for (const watcher of [...watchers]) watcher(what)
  }

  const perform = async (action: Action): Promise<void> => {
    if (action.do != 'publish' && action.do != 'show') disturbances++
    switch (action.do) {
      case 'publish': {
        const { epoch, event } = server.append(action.channel, action.own)
        const data = `{"id":${String(event.id)},"_cursor":"${epoch}:${String(event.seq)}"}`
        if (!action.own) network.broadcast(action.channel, data, action.fate, action.lateMs)
        break
      }
      case 'cut':
        network.cut()
        break
      case 'half-open':
        network.halfOpen()
        break
      case 'refuse':
        network.cut()
        network.refuse(action.forMs)
        break
      case 'restart':
        network.cut()
        if (!action.keep) server.lose()
        network.refuse(action.downMs)
        break
      case 'fail-replays':
        server.failReplays(action.how, action.times)
        break
      case 'prune':
        server.prune(action.channel, action.keep)
        break
      case 'lag':
        server.fallBehind(action.behindMs, action.forMs)
        break
      case 'expire':
        server.expire()
        expiries++
        break
      case 'leave': {
        const hold = holds.get(action.channel)
        echo.leaveChannel(action.channel)
        if (hold) hold.left = true
        holds.delete(action.channel)
        leftAt.set(action.channel, clock.now())
        confirmedAt.delete(action.channel)
        break
      }
      case 'join':
        join(action.channel)
        break
      case 'hide':
      case 'show':
        hidden = action.do == 'hide'
        signal(hidden ? 'hidden' : 'shown')
        break
      case 'sleep':
        clock.sleep(action.forMs)
        await settle()
        break
      case 'block':
        network.block(action.forMs)
    }
    network.wake()
  }

  // What is so from the beginning.
  for (const { at, ...action } of schedule.steps) if (!at) await perform(action)
  for (const name of CHANNELS) join(name)
  // What makes requests is a chunk of its own: loading it takes the machine's time, not the story's.
  await clock.advanceAsync(LOADING_MS)
  while (!network.requests.sent) await settle()
  for (const { at, ...action } of schedule.steps) {
    if (!at) continue
    await clock.advanceAsync(Math.max(0, begun + at - clock.now()))
    await perform(action)
  }
  await clock.advanceAsync(Math.max(0, begun + FAULTS_MS - clock.now()))
  // The faults stop. Whoever was away is looking again.
  server.calm()
  network.calm()
  hidden = false
  signal('shown')
  await clock.advanceAsync(CALM_MS)

  for (const hold of all) {
    const { epoch, events } = server.present(hold.channel)
    faults.push(...judge(hold, server, hold.left ? undefined : { epoch, seq: events.length }))
  }
  const wanted = [...holds.keys()].sort().join()
  if (network.subscribed != wanted) faults.push(`I8 ${network.subscribed} is subscribed, ${wanted} is wanted`)
  if (thrown && !told) faults.push('I12 nobody heard of the listener that threw')
  if (network.most > 1) faults.push(`I5 ${String(network.most)} connections at once`)
  if (refreshes > expiries + server.rejections)
    faults.push(
      `I13 ${String(refreshes)} refreshes for ${String(expiries)} tokens, ${String(server.rejections)} rejections`,
    )
  echo.disconnect()
  await settle()
  const left = [timers.size, network.live, network.requests.open, watchers.size]
  if (left.some(Boolean)) {
    faults.push(`I6 After disconnect() timers, sockets, requests, watchers are left: ${left.join(', ')}`)
  }
  return faults
}
