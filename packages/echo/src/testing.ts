export { createManualClock, settle, type ManualClock } from './testing/manual-clock.js'
export {
  createFakeServer,
  type FakeConnection,
  type FakeServer,
  type FakeServerOptions,
  type FakeWhisper,
} from './testing/fake-server.js'
export type { FakeMember } from './testing/fake-room.js'
export type { EventFaults } from './testing/fault-line.js'
