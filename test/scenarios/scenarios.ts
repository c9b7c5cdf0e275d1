import { closings } from './closings.js'
import { cuts } from './cuts.js'
import { fallbacks } from './fallbacks.js'
import { herds } from './herds.js'
import { permissions } from './permissions.js'
import { replays } from './replays.js'
import type { Scenario } from './scenario.js'
import { streams } from './streams.js'

/** Everything that goes wrong, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  ...cuts,
  ...closings,
  ...streams,
  ...replays,
  ...permissions,
  ...fallbacks,
  ...herds,
]
