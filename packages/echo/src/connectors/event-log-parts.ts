// A chunk of its own, for who names where missed events are read from, in the main entry.
export { historyOf } from '../delivery/replay.js'
export { eventLogReader } from '../histories/event-log-reader.js'
export { ladder } from './ladder.js'
