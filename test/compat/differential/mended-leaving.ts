import type { Reached } from '../both.js'
import { time } from './time.js'

const PARTS = ['subscribed', 'subscriptionPending', 'asked', 'refusal', 'there', 'members', 'waiting', 'key']

/**
 * What is left is left at once: nothing of it is called again, also where it was still being asked for. The server is told after
 * `leaveGrace`, and not at all where somebody came back, who finds it as it is.
 */
export function mendLeaving({ pusher, channels, options }: Reached): void {
  const resting = new Map<string, Reached>()
  pusher.resting = resting
  const end = (channel: Reached): void => {
    resting.delete(channel.name)
    if (channel.subscribed || channel.asked) channel.unsubscribe()
    channel.subscribed = channel.subscriptionPending = false
  }
  pusher.unsubscribe = (name: string): void => {
    const channel = pusher.channels.remove(name)
    delete channels[name]
    if (!channel) return
    channel.left = true
    channel.unbind_all()
    if (!options.leaveGrace || pusher.connection.state != 'connected' || channel.refusal) {
      end(channel)
      return
    }
    resting.set(name, channel)
    time.clock.timer(options.leaveGrace, () => {
      if (resting.get(name) == channel) end(channel)
    })
  }
  const { add, disconnect } = pusher.channels
  pusher.channels.add = (name: string, of: unknown): Reached => {
    const channel = add(name, of)
    const before = resting.get(name)
    if (!before || before == channel) return channel
    resting.delete(name)
    // One subscription: who still holds the one that was left sees how it stands, and what was asked for by it counts for both.
    for (const part of PARTS) {
      channel[part] = before[part]
      const set = (value: unknown): unknown => (channel[part] = value)
      Object.defineProperty(before, part, { get: () => channel[part], set })
    }
    before.heir = channel
    return channel
  }
  pusher.channels.disconnect = (): void => {
    for (const channel of resting.values()) channel.subscribed = channel.asked = false
    for (const channel of resting.values()) end(channel)
    disconnect.call(pusher.channels)
  }
}
