'use client'
export { configureEcho, type EchoConfiguration } from './configure-echo.js'
export { EchoProvider, type EchoProviderProps } from './echo-provider.js'
export type { ChannelHandle, Handler, HandlerMap, Skip } from './channel-handle.js'
export { useChannel } from './use-channel.js'
export type { CommonOptions } from './use-client.js'
export { useConnectionState, type UseConnectionStateOptions } from './use-connection-state.js'
export { useEchoClient } from './use-echo-client.js'
export { useEncrypted } from './use-encrypted.js'
export { useEventStream, type EventStreamHandle, type UseEventStreamOptions } from './use-event-stream.js'
export type { EventHook } from './use-events.js'
export { useModel, type ModelChannelOptions, type UseModelOptions } from './use-model.js'
export { useNotifications, type UseNotificationsOptions } from './use-notifications.js'
export { usePresence, type AnyMember, type PresenceActions, type UsePresenceOptions } from './use-presence.js'
export { usePrivate } from './use-private.js'
export { useStream, type StreamActions } from './use-stream.js'
export { useStreamMessage } from './use-stream-message.js'
export { useTyping, type TypingHandle } from './use-typing.js'
export { useWhisper, type UseWhisperOptions, type WhisperHandler } from './use-whisper.js'
export type { UseStreamOptions, Visibility } from './use-stream-store.js'
export type {
  ChannelState,
  ChannelStatus,
  ConnectionState,
  ConnectionStatus,
  EchoClient,
  EventMeta,
  ModelEvent,
  ModelMessage,
  ModelState,
  PresenceState,
  StreamChunk,
  StreamMessage,
  StreamSeed,
  StreamState,
  StreamStatus,
  TypingOptions,
} from '@resound/echo/core'
export type { ReactRegister as Register } from './react-register.js'
