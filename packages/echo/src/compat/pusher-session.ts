import type { Channel } from '../channels/channel.js'
import type { ConnectionState, FrameWatcher } from '../connector.js'
import type { Undo } from '../message.js'
import type { Platform } from '../platform/platform.js'
import type { Store } from '../stores/store.js'

/** What the façade needs of the session it stands before. */
export interface PusherSession {
  readonly options: object
  readonly platform: Platform
  readonly connection: Store<ConnectionState>
  readonly channels: Readonly<Record<string, Channel>>
  connect(): void
  disconnect(): void
  channel(name: string): Channel
  presenceChannel(name: string): Channel
  leaveChannel(name: string): void
  send(frame: string): void
  watchFrames(watcher: FrameWatcher): Undo
  report(error: unknown): void
}
