import { eventHook } from './use-events.js'

/** Listens to a private channel whose payloads the broadcast server cannot read. */
export const useEncrypted = /* @__PURE__ */ eventHook('private-encrypted-')
