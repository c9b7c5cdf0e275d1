// What the tests of the channels share: a connector whose server they are, a clock, and everything that was reported.
import { createManualClock } from '../../../../test/support/manual-clock.js'
import type { Authorization, AuthorizationRequest } from '../authorizer.js'
import type { Cipher } from '../cipher.js'
import type { Connector, Link } from '../connector.js'
import { createDelivery } from '../delivery/delivery.js'
import { EchoError } from '../errors.js'
import type { EventMessage } from '../message.js'
import { createPlatform } from '../platform/platform.js'
import { createStore } from '../stores/store.js'
import { plainNames, type ChannelNames } from './channel-name.js'
import { createRegistry } from './channel-registry.js'

interface Pending extends AuthorizationRequest {
  readonly signal: AbortSignal | undefined
  allow(authorization?: Partial<Authorization>): void
  refuse(details?: { status?: number; retryable?: boolean; retryAfterMs?: number }): void
  fail(error: unknown): void
  answer(anything: unknown): void
}

interface Given {
  names?: ChannelNames
  leaveGraceMs?: number
  loadCipher?: () => Promise<Cipher>
}

export function setUp({
  names = plainNames,
  leaveGraceMs = 0,
  loadCipher = () => import('../encryption/secretbox.js'),
}: Given = {}) {
  const clock = createManualClock()
  const commands: string[] = []
  const reported: EchoError[] = []
  const asked: Pending[] = []
  const prepared: unknown[] = []
  const platform = createPlatform({ clock, random: () => 0.5 })
  const connector: Connector = {
    state: createStore({} as never, platform.report),
    authorizes: true,
    confirms: () => true,
    connect: () => undefined,
    disconnect: () => undefined,
    subscribe: (channel) => commands.push(`subscribe ${channel}`),
    unsubscribe: (channel) => commands.push(`unsubscribe ${channel}`),
    whisper(channel, event, data) {
      commands.push(`whisper ${channel} ${event} ${JSON.stringify(data)}`)
      return undefined
    },
    renew: () => commands.push('renew'),
  }
  const registry = createRegistry({
    connector,
    authorizer: {
      prepare: () => prepared.push('prepared'),
      authorize: (request, signal) =>
        new Promise((resolve, reject) => {
          asked.push({
            ...request,
            signal,
            allow: (authorization) => {
              resolve({ auth: 'key:signature', ...authorization })
            },
            refuse: (details = { status: 403 }) => {
              reject(new EchoError('authorization', 'refused', { channel: request.channel, ...details }))
            },
            fail: reject,
            answer: (anything) => {
              resolve(anything as Authorization)
            },
          })
        }),
    },
    platform,
    delivery: createDelivery({ clock, replay: () => undefined, report: platform.report }),
    names,
    leaveGraceMs,
    namespace: () => 'App.Events',
    loadCipher,
    report: (error) => reported.push(error as EchoError),
  })

  let links = 0
  const connect = (): Link => {
    const link = { socketId: `${String(++links)}.1` }
    registry.linkChanged(link)
    return link
  }
  const lose = (): void => {
    registry.linkChanged(undefined)
  }
  const confirm = (channel: string, members?: Record<string, unknown>): void => {
    registry.receive({ kind: 'subscribed', channel, members: members && new Map(Object.entries(members)) })
  }
  const event = (channel: string, name: string, data: unknown, more: Partial<EventMessage> = {}): void => {
    const at = { receivedAt: clock.now(), cursor: undefined }
    const message = { text: JSON.stringify(data), data: undefined, userId: undefined, ...at, ...more }
    registry.receive({ kind: 'event', channel, event: name, ...message })
  }
  /** The oldest authorization that waits. */
  const next = (): Pending => {
    const request = asked.shift()
    if (!request) throw new Error('Nothing asked for authorization.')
    return request
  }
  return { clock, commands, reported, asked, prepared, next, registry, connect, lose, confirm, event }
}

/** Lets what was promised happen. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}
