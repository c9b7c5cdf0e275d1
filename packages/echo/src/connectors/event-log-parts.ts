// A chunk of its own, for who names where missed events are read from, in the main entry.
export { eventLog } from '../histories/event-log.js'
export { ladder } from './ladder.js'
