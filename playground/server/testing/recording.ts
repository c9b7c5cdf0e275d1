import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** An event that the application broadcast. */
export interface RecordedPublish {
  readonly event: string
  readonly channels: readonly { readonly kind: 'public' | 'private' | 'presence'; readonly name: string }[]
  readonly data: unknown
  readonly exceptSocketOf?: string
}

/** What somebody did. */
export type RecordedAction =
  | 'close'
  | { readonly open: string }
  | { readonly publish: RecordedPublish }
  | { readonly notify: { readonly user: string; readonly text: string } }
  | { readonly config: Readonly<Record<string, string>> }
  | { readonly signal: string }

/** A line of the recording. */
export interface RecordedStep {
  readonly scenario: string
  /** Since the scenario's start. */
  readonly ms: number
  /** A client, or `server`. */
  readonly who: string
  readonly did?: RecordedAction
  readonly sent?: string
  readonly received?: string
  readonly closed?: { readonly code: number; readonly reason: string }
}

/** Where the recording of a real Reverb lies: beside the checkout. */
export const recordingPath = resolve(import.meta.dirname, '../../../../shared/wire/reverb-1.10.2.jsonl')

/** The recorded scenarios by name, in order; none where there is no recording. */
export function readRecording(path: string): ReadonlyMap<string, readonly RecordedStep[]> {
  const scenarios = new Map<string, RecordedStep[]>()
  if (!existsSync(path)) return scenarios
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const step = JSON.parse(line) as RecordedStep
    scenarios.set(step.scenario, [...(scenarios.get(step.scenario) ?? []), step])
  }
  return scenarios
}
