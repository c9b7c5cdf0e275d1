/* eslint-disable max-lines -- lists of names, which grow with what is public */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { published } from './published.js'

const { application } = published()

/** What is there at run time. */
function values(entry: string): string[] {
  const code = `console.log(JSON.stringify(Object.keys(await import('${entry}')).sort()))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: application,
    encoding: 'utf8',
  })
  return JSON.parse(output) as string[]
}

/** What only the compiler knows. */
function types(entry: string): string[] {
  const [scope, name, subpath = 'index'] = entry.split('/')
  const file = join(application, 'node_modules', scope ?? '', name ?? '', 'dist', `${subpath}.d.ts`)
  const program = ts.createProgram([file], { module: ts.ModuleKind.Preserve, types: [], skipLibCheck: true })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  const symbols = module ? checker.getExportsOfModule(module) : []
  const atRunTime = new Set(values(entry))
  return symbols
    .map((symbol) => symbol.name)
    .filter((symbol) => !atRunTime.has(symbol))
    .sort()
}

const names = (entry: string): { values: string[]; types: string[] } => ({ values: values(entry), types: types(entry) })

it('exports these names from the main entry', () => {
  expect(names('@resound/echo')).toMatchInlineSnapshot(`
    {
      "types": [
        "BroadcastDriver",
        "Broadcaster",
        "ConnectionStatus",
        "EchoErrorDetails",
        "EchoErrorKind",
        "EchoOptions",
        "EventLogOptions",
        "EventMeta",
        "EventName",
        "EventsOf",
        "Gap",
        "GapReason",
        "Guarantee",
        "HereListener",
        "History",
        "Listener",
        "MemberListener",
        "MemberOf",
        "ModelName",
        "ModelOf",
        "NotificationListener",
        "NotificationOf",
        "NotificationType",
        "PayloadOf",
        "PresenceChannel",
        "PrivateChannel",
        "Register",
        "Undo",
        "WhisperListener",
        "WhisperName",
        "WhisperPayload",
      ],
      "values": [
        "Channel",
        "Connector",
        "Echo",
        "EchoError",
        "EventFormatter",
        "default",
        "isEchoError",
      ],
    }
  `)
})

it('exports these names from the small entry', () => {
  expect(names('@resound/echo/core')).toMatchInlineSnapshot(`
    {
      "types": [
        "Address",
        "AddressRequest",
        "Authorization",
        "AuthorizationRequest",
        "Authorizer",
        "AxiosLike",
        "Broadcaster",
        "ChannelState",
        "ChannelStatus",
        "ChannelStore",
        "Clock",
        "ConnectionState",
        "ConnectionStatus",
        "ConnectionStoreOptions",
        "Connector",
        "ConnectorContext",
        "ConnectorEvents",
        "Cursor",
        "DrawnStore",
        "DurableStreamsAnchor",
        "DurableStreamsOptions",
        "EchoClient",
        "EchoErrorDetails",
        "EchoErrorKind",
        "EchoOptions",
        "EventLogLineOptions",
        "EventLogOptions",
        "EventMeta",
        "EventName",
        "EventStream",
        "EventStreamHandlers",
        "EventStreamHeaders",
        "EventStreamOptions",
        "EventStreamSnapshot",
        "EventStreamState",
        "EventStreamStatus",
        "EventStreamStore",
        "EventStreamStoreOptions",
        "EventsOf",
        "FallbackBroadcaster",
        "FallbackOptions",
        "FetchHolder",
        "FrameWatcher",
        "Gap",
        "GapReason",
        "GraceOption",
        "Guarantee",
        "HereListener",
        "History",
        "HistoryContext",
        "HistoryEvent",
        "HistoryPage",
        "HistoryReader",
        "HistoryRequest",
        "InertiaRouterLike",
        "InterceptFetchOptions",
        "JQueryLike",
        "JsonDialect",
        "JsonFrame",
        "Lease",
        "LeasedChannel",
        "LeasedListener",
        "Link",
        "Listener",
        "MemberListener",
        "MemberOf",
        "Members",
        "Membership",
        "ModelEvent",
        "ModelHandlers",
        "ModelMessage",
        "ModelName",
        "ModelOf",
        "ModelOptions",
        "ModelSnapshot",
        "ModelState",
        "ModelStore",
        "NotificationListener",
        "NotificationOf",
        "NotificationType",
        "PayloadOf",
        "Platform",
        "PollingOptions",
        "PostInit",
        "PostJson",
        "PresenceHandlers",
        "PresenceOptions",
        "PresenceState",
        "PresenceStore",
        "PusherOptions",
        "ReadAddress",
        "Register",
        "Registered",
        "ResumeAnswer",
        "ResumeRequest",
        "ReverbOptions",
        "ServerSentEvent",
        "SharedStore",
        "SkipOwn",
        "SocketIoManager",
        "SocketIoOptions",
        "SocketIoSocket",
        "SocketLike",
        "SseOptions",
        "Store",
        "StoreHost",
        "StreamChunk",
        "StreamEnd",
        "StreamEventNames",
        "StreamHandlers",
        "StreamMessage",
        "StreamMessages",
        "StreamOptions",
        "StreamParsers",
        "StreamSeed",
        "StreamState",
        "StreamStatus",
        "StreamStore",
        "StreamStoreOptions",
        "TypingOptions",
        "TypingState",
        "TypingStore",
        "Undo",
        "VueLike",
        "WebSocketOptions",
        "WhisperListener",
        "WhisperName",
        "WhisperPayload",
      ],
      "values": [
        "Channel",
        "Echo",
        "EchoError",
        "PresenceChannel",
        "ably",
        "channelStore",
        "connectionStore",
        "durableStreams",
        "eventLog",
        "eventStream",
        "eventStreamStore",
        "historyOf",
        "interceptAxios",
        "interceptFetch",
        "interceptInertia",
        "interceptJQuery",
        "interceptTurbo",
        "interceptVue",
        "isEchoError",
        "log",
        "modelStore",
        "nullBroadcaster",
        "polling",
        "presenceStore",
        "pusher",
        "reverb",
        "socketIo",
        "sse",
        "streamStore",
        "typingStore",
        "websocket",
      ],
    }
  `)
})

it('exports these names from the hooks', () => {
  expect(names('@resound/react')).toMatchInlineSnapshot(`
    {
      "types": [
        "AnyMember",
        "ChannelHandle",
        "ChannelState",
        "ChannelStatus",
        "CommonOptions",
        "ConnectionState",
        "ConnectionStatus",
        "EchoClient",
        "EchoConfiguration",
        "EchoProviderProps",
        "EventHook",
        "EventMeta",
        "EventStreamHandle",
        "Handler",
        "HandlerMap",
        "ModelChannelOptions",
        "ModelEvent",
        "ModelMessage",
        "ModelState",
        "PresenceActions",
        "PresenceState",
        "Register",
        "Skip",
        "StreamActions",
        "StreamChunk",
        "StreamMessage",
        "StreamSeed",
        "StreamState",
        "StreamStatus",
        "TypingHandle",
        "TypingOptions",
        "UseConnectionStateOptions",
        "UseEventStreamOptions",
        "UseModelOptions",
        "UseNotificationsOptions",
        "UsePresenceOptions",
        "UseStreamOptions",
        "UseWhisperOptions",
        "Visibility",
        "WhisperHandler",
      ],
      "values": [
        "EchoProvider",
        "configureEcho",
        "useChannel",
        "useConnectionState",
        "useEchoClient",
        "useEncrypted",
        "useEventStream",
        "useModel",
        "useNotifications",
        "usePresence",
        "usePrivate",
        "useStream",
        "useStreamMessage",
        "useTyping",
        "useWhisper",
      ],
    }
  `)
})

it('exports these names from /testing', () => {
  expect(names('@resound/echo/testing')).toMatchInlineSnapshot(`
    {
      "types": [
        "EventFaults",
        "FakeConnection",
        "FakeMember",
        "FakeServer",
        "FakeServerOptions",
        "FakeWhisper",
        "ManualClock",
      ],
      "values": [
        "createFakeServer",
        "createManualClock",
        "settle",
      ],
    }
  `)
})

it('exports the names of @laravel/echo-react from the hooks for coming from there', () => {
  expect(names('@resound/react/compat')).toMatchInlineSnapshot(`
    {
      "types": [
        "ConnectionStatus",
      ],
      "values": [
        "configureEcho",
        "echo",
        "echoIsConfigured",
        "useChannel",
        "useConnectionStatus",
        "useEcho",
        "useEchoModel",
        "useEchoNotification",
        "useEchoPresence",
        "useEchoPublic",
        "usePresenceChannel",
        "usePublicChannel",
        "useSocketId",
      ],
    }
  `)
})
