import type { Game } from './compare.js'
import { programs, warming } from './program.js'
import { programs as socketIoPrograms, warming as socketIoWarming } from './socket-io/program.js'
import { startSocketIoWorld } from './socket-io/world.js'
import { startWorld } from './world.js'

/** What is played, by the protocol. */
export const games = {
  pusher: {
    start: startWorld,
    programs,
    warming,
    /**
     * Who listens to everything by `bind_global` hears the news of a subscription in the order of binding; in pusher-js before the others.
     * Of other events it hears first in either.
     */
    isUnordered: (one) => /^\["f\d","pusher:(sub|mem)/.test(one),
  },
  'socket.io': {
    start: startSocketIoWorld,
    programs: socketIoPrograms,
    warming: socketIoWarming,
    isUnordered: () => false,
  },
} satisfies Record<string, Game>
