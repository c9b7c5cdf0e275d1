import { eventHook } from './use-events.js'

/** Listens to a private channel, into which the application's server must let us. */
export const usePrivate = /* @__PURE__ */ eventHook('private-')
