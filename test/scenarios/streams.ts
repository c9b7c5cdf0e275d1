import assert from 'node:assert/strict'
import { AT, CHANNEL, type Scenario } from './scenario.js'
import { wait } from './stage.js'

const restart = (losesStreams: boolean): Scenario['play'] =>
  async function play({ after, restart }) {
    await after(AT)
    await restart(2_000, { losesStreams })
  }

const namesItsStream: Scenario['check'] = ({ ours }) => {
  for (const { record } of ours)
    assert.deepEqual(
      record.gaps.map(({ channel, epoch }) => [channel, epoch]),
      [[CHANNEL, [...record.epochs][0]]],
    )
  return ''
}

/** What happens to the server, and to what it sends. */
export const streams: readonly Scenario[] = [
  { name: 'server killed, back after 2 s', play: restart(false) },
  {
    name: 'server killed, back after 2 s without its streams',
    expect: { kind: 'gap', reason: 'epoch', isOpen: true },
    play: restart(true),
    check: namesItsStream,
  },
  {
    name: 'away for longer than the log keeps events',
    expect: { kind: 'gap', reason: 'retention' },
    async play({ after, outage, server }) {
      await after(AT)
      await outage(1_500, () => {
        for (const maxEvents of [50, 10_000]) server.running.log.setRetention({ maxEvents })
      })
    },
    check: namesItsStream,
  },
  {
    name: 'the last event is dropped, and nothing follows',
    async play({ after, server, contenders, ours, sent }) {
      await after(999, () => server.running.log.swallow(1))
      await after(1_000)
      await wait(500)
      assert.ok(ours.every(({ record }) => !record.got.includes(sent.last)))
      for (const { signal } of contenders) signal('focus')
    },
  },
  {
    name: 'every tenth event is dropped',
    async play({ after, server }) {
      await Promise.all(Array.from({ length: 99 }, (_, n) => after(10 * (n + 1), () => server.running.log.swallow(1))))
    },
  },
  {
    name: 'each event up to 60 ms late, one in five twice',
    meddled: true,
    async play({ after, ways }) {
      await after(AT)
      for (const { frames } of ways) {
        const late = (frame: string): void => void setTimeout(() => frames.inject(frame), 60 * Math.random())
        frames.swallow((frame) => {
          if (!frame.includes('"tick"')) return false
          late(frame)
          if (Math.random() < 0.2) late(frame)
          return true
        })
      }
      await after(1_000)
      await wait(200)
    },
  },
]
