import assert from 'node:assert/strict'
import { AT, type Scenario } from './scenario.js'
import type { Stage } from './stage.js'

const expire: Scenario['play'] = async ({ after, ask, outage }) => {
  await after(AT)
  await Promise.all([ask('token/expire'), outage(1_000)])
}

const permissionsAsked = ({ contenders }: Stage): number[] =>
  contenders.map(({ record }) => record.requests.filter((path) => path == '/broadcasting/auth').length)

/** What becomes of who the client is. */
export const permissions: readonly Scenario[] = [
  {
    name: 'token expired while away for 1 s',
    refreshes: true,
    play: expire,
    check(stage) {
      const [ours = 0, theirs = 0] = permissionsAsked(stage)
      // Once at first, once with what expired, once with the new token.
      assert.ok(ours <= 3, `${ours} requests for permission`)
      return `${ours} requests for permission; laravel-echo ${theirs}, and no new token`
    },
  },
  {
    name: 'logged out while away for 1 s',
    expect: { kind: 'ended', what: 'channel' },
    play: expire,
    check(stage) {
      const [asked = 0] = permissionsAsked(stage)
      assert.ok(asked <= 3, `${asked} requests for permission`)
      assert.deepEqual(
        stage.ours.map((client) => [client.state().connection, client.record.refusals.length]),
        [['connected', 1]],
      )
      return `${asked} requests for permission: the channel failed, and said so`
    },
  },
]
