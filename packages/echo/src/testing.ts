export { createManualClock, settle, type ManualClock } from './testing/manual-clock.js'
