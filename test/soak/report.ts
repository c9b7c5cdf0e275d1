import type { Sample, SoakResult } from './soak.js'

/** The table, and whether everything is as it should be. */
export interface Report {
  readonly text: string
  readonly isGood: boolean
}

/** The heap may breathe: compiled code and caches of Node's own come and go. */
const BREATH = 1.1
const BREATH_BYTES = 2 ** 20

const heapOf = (samples: readonly Sample[]): number => Math.max(...samples.map(({ heapBytes }) => heapBytes))

/** What grew between the first third of the samples and the last. */
function grown(samples: readonly Sample[]): string[] {
  const third = Math.max(1, Math.floor(samples.length / 3))
  const [early, late] = [samples.slice(0, third), samples.slice(-third)]
  const counts = (sample: Sample): readonly (readonly [string, number])[] => [
    ...Object.entries(sample.traces),
    ['channels', sample.channels],
    ['seats', sample.seats],
    ['resources', sample.resources],
  ]
  const most = (part: readonly Sample[], name: string): number =>
    Math.max(...part.map((sample) => counts(sample).find(([key]) => key == name)?.[1] ?? 0))
  const names = samples[0] ? counts(samples[0]).map(([name]) => name) : []
  const more = names.filter((name) => most(late, name) > most(early, name))
  return heapOf(late) > heapOf(early) * BREATH + BREATH_BYTES ? ['heap', ...more] : more
}

const line = (cells: readonly (string | number)[]): string =>
  cells.map((cell, index) => (index == 0 ? String(cell).padEnd(34) : String(cell).padStart(11))).join('')

/** Sums a soak up. */
export function report({ samples, visitors, published, faults, messages }: SoakResult): Report {
  const rows = samples.map(({ atS, heapBytes, resources, channels, seats, traces }) =>
    line([
      `after ${atS.toFixed(0)} s`,
      `${(heapBytes / 2 ** 20).toFixed(1)} MB`,
      ...[resources, traces.timers, traces.listeners, traces.sockets, traces.requests, channels, seats],
    ]),
  )
  const all = visitors.flatMap(({ tallies }) => [...tallies])
  const channels = [...new Set(all.map(([name]) => name))].map((name) => {
    const own = all.flatMap(([of, tally]) => (of == name ? [tally] : []))
    const sum = (key: 'heard' | 'lost' | 'repeated' | 'reordered' | 'announced'): number =>
      own.reduce((total, tally) => total + tally[key], 0)
    return [name, sum('heard'), sum('lost'), sum('repeated'), sum('reordered'), sum('announced')] as const
  })
  const wrong = channels.reduce((total, [, , lost, repeated, reordered]) => total + lost + repeated + reordered, 0)
  const growing = grown(samples)
  const isGood = samples.length > 0 && growing.length == 0 && wrong == 0 && messages.wrong == 0
  const text = [
    line(['at rest', 'heap', 'resources', 'timers', 'listeners', 'sockets', 'requests', 'channels', 'seats']),
    ...rows,
    '',
    line(['channel, both clients', 'heard', 'lost', 'repeated', 'reordered', 'announced']),
    ...channels.map(line),
    '',
    `${published} events, ${messages.complete} streamed messages whole and ${messages.wrong} not, ` +
      `${visitors.reduce((total, visitor) => total + visitor.whispersHeard, 0)} whispers heard`,
    `faults: ${[...faults].map(([name, times]) => `${name} ${times}×`).join(', ')}`,
    `errors told: ${visitors.map(({ errors }) => [...errors].map(([kind, times]) => `${kind} ${times}×`).join(', ') || 'none').join('; ')}`,
    growing.length == 0 ? 'Nothing grew.' : `These grew: ${growing.join(', ')}.`,
    wrong == 0 ? 'Nothing was lost without a word, repeated or out of order.' : `${wrong} events went wrong.`,
  ].join('\n')
  return { text, isGood }
}
