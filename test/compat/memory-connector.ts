import { Channel, Connector, EventFormatter, type ConnectionStatus } from '@resound/echo'
import type { Reached } from './both.js'

type Callback = (...args: Reached[]) => void

/** A channel as an application writes it: in memory, by the contract of laravel-echo 2.5. */
export class MemoryChannel extends Channel {
  readonly handlers = new Map<string, Set<Callback>>()
  private readonly formatter = new EventFormatter('App.Events')
  readonly whispered: unknown[] = []
  private readonly confirmed: Callback[] = []
  private readonly refused: Callback[] = []

  constructor(readonly name: string) {
    super()
  }

  override listen(event: string, callback: Callback): this {
    const name = this.formatter.format(event)
    this.handlers.set(name, (this.handlers.get(name) ?? new Set()).add(callback))
    return this
  }

  override stopListening(event: string, callback?: Callback): this {
    const handlers = this.handlers.get(this.formatter.format(event))
    if (callback) handlers?.delete(callback)
    else handlers?.clear()
    return this
  }

  override subscribed(callback: Callback): this {
    this.confirmed.push(callback)
    return this
  }

  override error(callback: Callback): this {
    this.refused.push(callback)
    return this
  }

  here(callback: Callback): this {
    return this.listen('.here', callback)
  }

  joining(callback: Callback): this {
    return this.listen('.joining', callback)
  }

  leaving(callback: Callback): this {
    return this.listen('.leaving', callback)
  }

  whisper(event: string, data: unknown): this {
    this.whispered.push([event, data])
    return this
  }

  emit(event: string, ...args: unknown[]): void {
    for (const handler of this.handlers.get(event) ?? []) handler(...args)
  }

  confirm(): void {
    for (const callback of this.confirmed) callback()
  }

  refuse(error: unknown): void {
    for (const callback of this.refused) callback(error)
  }
}

/** A connector as an application writes it: its base class connects before fields of its own would be set. */
export class MemoryConnector extends Connector<'memory', MemoryChannel> {
  declare channels: Record<string, MemoryChannel>
  declare word: ConnectionStatus
  declare watchers: Set<(status: ConnectionStatus) => void>

  override connect(): void {
    const { channels, watchers } = this as Partial<MemoryConnector>
    this.channels = channels ?? {}
    this.watchers = watchers ?? new Set()
    this.options.connected?.(this)
    this.become('connected')
  }

  override channel(name: string): MemoryChannel {
    return (this.channels[name] ??= new MemoryChannel(name))
  }

  override privateChannel(name: string): MemoryChannel {
    return this.channel('private-' + name)
  }

  override presenceChannel(name: string): MemoryChannel {
    return this.channel('presence-' + name)
  }

  listen(name: string, event: string, callback: Callback): MemoryChannel {
    return this.channel(name).listen(event, callback)
  }

  override leave(name: string): void {
    for (const prefix of ['', 'private-', 'presence-']) this.leaveChannel(prefix + name)
  }

  override leaveChannel(name: string): void {
    delete this.channels[name]
  }

  override socketId(): string {
    return 'memory-1'
  }

  override connectionStatus(): ConnectionStatus {
    return this.word
  }

  override onConnectionChange(callback: (status: ConnectionStatus) => void): () => void {
    this.watchers.add(callback)
    return () => this.watchers.delete(callback)
  }

  override disconnect(): void {
    this.become('disconnected')
  }

  become(word: ConnectionStatus): void {
    this.word = word
    for (const watcher of this.watchers) watcher(word)
  }
}
