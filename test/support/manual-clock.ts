/** The clock that applications test with is the one that we test with. */
export { createManualClock, settle, type ManualClock } from '@resound/echo/testing'
