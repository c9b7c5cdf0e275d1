import { until } from '../support/until.js'
import type { Contender, Library } from './contender.js'
import { placesOf, problemsOf } from './judge.js'
import { missing, tally, type Tally } from './numbered.js'
import { backMs, median } from './record.js'
import type { Scenario } from './scenario.js'
import { openStage, wait, type Stage } from './stage.js'

/** What became of the clients of one library, added up. */
export interface Count extends Tally {
  /** Of how many of the lost the application was told: within a gap, or because it all ended. */
  readonly told: number
  readonly gaps: readonly string[]
  /** The median of those who came back, in ms. */
  readonly backMs?: number
  /** How many did not. */
  readonly away: number
}

/** What a scenario came to. */
export interface Played {
  readonly counts: Readonly<Record<Library, Count>>
  /** What is wrong with ours, in words. */
  readonly problems: readonly string[]
  readonly remark: string
}

/** How long ours may take to have everything once nothing is wrong any more. */
const OURS_MS = 60_000
/** How long laravel-echo is waited for: over this it is not back. */
const THEIRS_MS = 20_000
/** Long enough for what comes twice. */
const CALM_MS = 500

/** Plays a scenario once, for clients of both libraries at the same time. */
export async function play(scenario: Scenario): Promise<Played> {
  const stage = await openStage(scenario)
  try {
    await Promise.all([stage.publish(), scenario.play(stage)])
    const end = performance.now()
    const rest = (ms: number): number => Math.max(0, end + ms - performance.now())
    await until(() => stage.ours.every((client) => isOver(client, scenario, stage)), { withinMs: OURS_MS }).catch(
      () => {},
    )
    await until(() => stage.contenders.every((client) => isBack(client, stage)), { withinMs: rest(THEIRS_MS) }).catch(
      () => {},
    )
    await wait(CALM_MS)
    return await judged(scenario, stage)
  } finally {
    await stage.stop()
  }
}

const isBack = ({ record }: Contender, { reachableAt }: Stage): boolean =>
  reachableAt === undefined || backMs(record, reachableAt) !== undefined

function isOver(client: Contender, { expect }: Scenario, { sent, reachableAt }: Stage): boolean {
  const { connection, channel } = client.state()
  if (expect?.kind == 'ended') return (expect.what == 'channel' ? channel : connection) == 'failed'
  const { got, gaps } = client.record
  const isWhole =
    expect?.kind == 'gap' ? gaps.length > 0 && got.includes(sent.last) : missing(got, sent.last).length == 0
  return isWhole && (reachableAt === undefined || backMs(client.record, reachableAt) !== undefined)
}

async function judged({ expect, check }: Scenario, stage: Stage): Promise<Played> {
  const problems = stage.ours.flatMap(({ record }) => problemsOf(record, stage.sent, expect))
  let remark = ''
  try {
    remark = (await check?.(stage)) ?? ''
  } catch (error) {
    problems.push((error as Error).message)
  }
  const counts = {
    Resound: count(stage, 'Resound'),
    'laravel-echo + pusher-js': count(stage, 'laravel-echo + pusher-js'),
  }
  return { counts, problems, remark }
}

/** Whether it says that it ended, for good or until somebody acts. */
function hasEnded(client: Contender): boolean {
  const { connection, channel } = client.state()
  return client.record.refusals.length > 0 || [connection, channel].some((word) => /failed|disconnected/.test(word))
}

function count({ contenders, sent, reachableAt }: Stage, library: Library): Count {
  const clients = contenders.filter((each) => each.library == library)
  const tallies = clients.map(({ record }) => tally(record.got, sent.last))
  const sum = (key: keyof Tally): number => tallies.reduce((total, each) => total + each[key], 0)
  const told = clients.map((client, n) =>
    hasEnded(client) ? (tallies[n]?.lost ?? 0) : placesOf(client.record.gaps, sent).length,
  )
  const since = reachableAt
  const back = since === undefined ? [] : clients.flatMap(({ record }) => backMs(record, since) ?? [])
  const middle = median(back)
  return {
    lost: sum('lost'),
    repeated: sum('repeated'),
    outOfOrder: sum('outOfOrder'),
    told: told.reduce((total, each) => total + each, 0),
    gaps: clients.flatMap(({ record }) =>
      record.gaps.map(({ from, to, reason }) => `${from}–${to ?? '?'} (${reason})`),
    ),
    ...(middle === undefined ? {} : { backMs: Math.round(middle) }),
    away: since === undefined ? 0 : clients.length - back.length,
  }
}
