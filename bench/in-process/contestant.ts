import type { NodeTasks } from './node-process.js'

/** A client in a place of its own (a process, a page), asked from outside. */
export interface Contestant {
  readonly name: string
  /** Does a task there; `cpuUs` is what it took of the main thread. */
  ask<K extends keyof NodeTasks>(
    task: K,
    argument: Parameters<NodeTasks[K]>[0],
  ): Promise<{ cpuUs: number; result: Awaited<ReturnType<NodeTasks[K]>> }>
  stop(): Promise<void>
}

/** Who is measured, by the name of its file in `contenders/`. */
export const contenders = {
  floor: 'raw socket, two JSON.parse (the floor)',
  resound: 'Resound: Echo + reverb from /core',
  'resound-by-name': 'Resound: the main entry, by name',
  'pusher-js': 'pusher-js',
  'laravel-echo': 'laravel-echo + pusher-js',
  'pusher-connector': 'Resound: Echo + pusher on pusher-js',
  partysocket: 'partysocket, two JSON.parse',
  'plain-floor': 'raw socket, one JSON.parse (the floor)',
  'plain-resound': 'Resound: Echo + websocket from /core',
  'io-floor': 'raw socket, packets of Socket.IO (the floor)',
  'io-resound': 'Resound: Echo + socket.io from /core',
  'io-laravel-echo': 'laravel-echo + socket.io-client',
} as const

export type ContenderId = keyof typeof contenders
