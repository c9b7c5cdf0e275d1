import type { Behaviour } from './behaviour.js'
import { runBehaviour, type Outcome } from './run-behaviour.js'
import type { ConnectorUnderTest, ServerUnderTest } from './subject.js'

/** Most behaviours wait for a network most of the time, and a peer's for what never comes. */
const peersAtOnce = 12

/** Whether a connector's behaviours are played side by side. */
export const playsSideBySide = ({ peer, atOnce = 1 }: ConnectorUnderTest): boolean => Boolean(peer) || atOnce > 1

/**
 * Plays behaviours side by side, and afterwards those one by one that end the server for all. What a peer lets escape meanwhile is
 * its own affair, as in a page.
 */
export async function playSideBySide(
  behaviours: readonly Behaviour[],
  subject: ServerUnderTest,
  connector: ConnectorUnderTest,
): Promise<ReadonlyMap<Behaviour, Outcome>> {
  const outcomes = new Map<Behaviour, Outcome>()
  const play = async (waiting: Behaviour[]): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      outcomes.set(next, await runBehaviour(next, subject, connector))
  }
  const alone = behaviours.filter(({ needs }) => needs?.includes('restart'))
  const beside = behaviours.filter((behaviour) => !alone.includes(behaviour))
  const { peer, atOnce = peersAtOnce } = connector
  const undo = peer ? letEscape() : () => undefined
  try {
    await Promise.all(Array.from({ length: atOnce }, () => play(beside)))
    await play(alone)
  } finally {
    undo()
  }
  return outcomes
}

function letEscape(): () => void {
  const undos = (['uncaughtException', 'unhandledRejection'] as const).map((event) => {
    const before = process.listeners(event as 'uncaughtException')
    const ignore = (): void => undefined
    process.removeAllListeners(event)
    process.on(event, ignore)
    return () => {
      process.off(event, ignore)
      for (const listener of before) process.on(event, listener)
    }
  })
  return () => {
    for (const undo of undos) undo()
  }
}
