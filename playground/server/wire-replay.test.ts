import { afterEach, describe, expect, it } from 'vitest'
import { readRecording, recordingPath } from './testing/recording.js'
import { WireReplay } from './testing/wire-replay.js'

const scenarios = readRecording(recordingPath)

const title = 'the embedded server answers as a recorded Reverb did'
const isThere = scenarios.size > 0

describe.skipIf(!isThere)(isThere ? title : `${title} (skipped: the recording is not beside the checkout)`, () => {
  let replay: WireReplay | undefined

  afterEach(() => replay?.end())

  it('reads every scenario of the recording', () => {
    expect(scenarios.size).toBe(24)
  })

  it.each([...scenarios])('%s', async (_name, steps) => {
    replay = await WireReplay.begin(steps)
    const { recorded, answered } = await replay.play()
    expect(answered).toEqual(recorded)
  })
})
