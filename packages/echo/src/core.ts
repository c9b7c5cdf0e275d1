export { Echo, type EchoOptions } from './echo.js'
export { reverb, type ReverbOptions } from './connectors/reverb.js'
export { pusher } from './connectors/pusher.js'
export type { PusherOptions } from './connectors/pusher-options.js'
export { ably } from './connectors/ably.js'
export { socketIo } from './connectors/socket-io.js'
export type { SocketIoOptions } from './connectors/open-socket-io.js'
export type { SocketIoManager, SocketIoSocket } from './transports/socket-io-library.js'
export { sse } from './connectors/sse.js'
export { polling } from './connectors/polling.js'
export type { FallbackBroadcaster, FallbackOptions } from './connectors/fallback.js'
export type { EventLogLineOptions, PollingOptions, SseOptions } from './connectors/event-log-options.js'
export { websocket } from './connectors/websocket.js'
export type { WebSocketOptions } from './connectors/websocket-options.js'
export type { Address, AddressRequest, ReadAddress } from './connectors/fresh-address.js'
export type { JsonDialect, JsonFrame } from './protocols/json.js'
export { nullBroadcaster } from './connectors/null.js'
export { log } from './connectors/log.js'
export type { CoreRegister as Register, Registered } from './core-register.js'
export { eventLog } from './histories/event-log.js'
export type { EventLogOptions } from './histories/event-log-options.js'
export { durableStreams } from './histories/durable-streams.js'
export type { DurableStreamsAnchor, DurableStreamsOptions } from './histories/durable-streams-options.js'
export { historyOf, type History } from './delivery/replay.js'
export type { Guarantee } from './delivery/destination.js'
export type { HistoryContext, HistoryEvent, HistoryPage, HistoryReader, HistoryRequest } from './history.js'
export { EchoError, isEchoError, type EchoErrorDetails, type EchoErrorKind } from './errors.js'
export { interceptAxios, type AxiosLike } from './interceptors/axios.js'
export type { SkipOwn } from './interceptors/event-cursor.js'
export { interceptFetch, type FetchHolder, type InterceptFetchOptions } from './interceptors/fetch.js'
export { interceptInertia, type InertiaRouterLike } from './interceptors/inertia.js'
export { interceptJQuery, type JQueryLike } from './interceptors/jquery.js'
export { interceptTurbo } from './interceptors/turbo.js'
export { interceptVue, type VueLike } from './interceptors/vue.js'
export { Channel } from './channels/channel.js'
export { PresenceChannel } from './channels/presence-channel.js'
export type {
  EventName,
  EventsOf,
  HereListener,
  Listener,
  MemberListener,
  MemberOf,
  ModelName,
  ModelOf,
  NotificationListener,
  NotificationOf,
  NotificationType,
  PayloadOf,
  WhisperListener,
  WhisperName,
  WhisperPayload,
} from './register.js'
export type {
  ChannelState,
  ChannelStatus,
  EchoClient,
  Lease,
  LeasedChannel,
  LeasedListener,
  Membership,
} from './client.js'
export type {
  Broadcaster,
  ConnectionState,
  ConnectionStatus,
  Connector,
  ConnectorContext,
  ConnectorEvents,
  FrameWatcher,
  Link,
} from './connector.js'
export type { Cursor, EventMeta, Gap, GapReason, Undo } from './message.js'
export type { Store } from './stores/store.js'
export type { Platform, SocketLike } from './platform/platform.js'
export type { Clock } from './platform/clock.js'
export type { Authorization, AuthorizationRequest, Authorizer, PostInit, PostJson } from './authorizer.js'
export { channelStore, type ChannelStore } from './stores/channel-store.js'
export { connectionStore, type ConnectionStoreOptions } from './stores/connection-store.js'
export {
  eventStream,
  type EventStream,
  type EventStreamHeaders,
  type EventStreamOptions,
  type EventStreamState,
  type EventStreamStatus,
} from './event-stream/event-stream.js'
export {
  eventStreamStore,
  type EventStreamHandlers,
  type EventStreamSnapshot,
  type EventStreamStore,
  type EventStreamStoreOptions,
} from './stores/event-stream-store.js'
export type { StoreHost } from './stores/client-stores.js'
export type { ServerSentEvent } from './transports/event-stream-parser.js'
export {
  modelStore,
  type ModelEvent,
  type ModelHandlers,
  type ModelMessage,
  type ModelOptions,
  type ModelSnapshot,
  type ModelState,
  type ModelStore,
} from './stores/model-store.js'
export { presenceStore, type PresenceState, type PresenceStore } from './stores/presence-store.js'
export { streamStore, type StreamStore, type StreamStoreOptions } from './stores/stream-store.js'
export { typingStore, type TypingState, type TypingStore } from './stores/typing-store.js'
export type { Members, PresenceHandlers, PresenceOptions } from './stores/presence-source.js'
export type { GraceOption } from './stores/running-store.js'
export type { DrawnStore } from './stores/store.js'
export type { SharedStore } from './stores/shared-store.js'
export type {
  ResumeAnswer,
  ResumeRequest,
  StreamChunk,
  StreamEnd,
  StreamEventNames,
  StreamHandlers,
  StreamMessage,
  StreamMessages,
  StreamOptions,
  StreamParsers,
  StreamSeed,
  StreamState,
  StreamStatus,
} from './stores/stream-state.js'
export type { TypingOptions } from './stores/typing.js'
