import { eventHook } from './use-events.js'

/** Listens to a public channel. */
export const useChannel = /* @__PURE__ */ eventHook('')
