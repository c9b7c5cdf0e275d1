/**
 * Who may know whom (docs/architecture.md, "Import levels"), type-only imports included. `levels.test.ts` proves that the rules bite.
 *
 * A place is a file or a folder of packages/echo/src. It may import itself and what `knows` names, nothing else of ours.
 */
const echo = 'packages/echo/src'
const tests = '\\.(test|test-d|fixture)\\.tsx?$'
const contracts = ['transport', 'protocol', 'connector', 'history', 'authorizer', 'cipher', 'client', 'register']

const level0 = ['message', 'errors', 'json', 'platform/']
const level1 = [...contracts, 'delivery/', 'presence/', 'stores/store']
const level2 = ['transports/', 'protocols/', 'authorization/', 'histories/', 'encryption/']
const level3 = ['connection/']
const level4 = ['channels/', 'event-stream/']
const level5 = ['stores/', 'interceptors/', 'compat/']
const level6 = ['session', 'echo', 'connectors/']
const level7 = ['broadcasters', 'core', 'core-register', 'index', 'script', 'testing', 'testing/']

const upTo1 = [...level0, ...level1]
const upTo4 = [...upTo1, ...level2, ...level3, ...level4]
const upTo5 = [...upTo4, ...level5]

/** Each place once; the first that fits a file is its place, so that `stores/store` comes before `stores/`. */
const places = [
  // A cursor is a text of JSON.
  ...level0.map((place) => ({ place, knows: place == 'message' ? ['json'] : [] })),
  ...contracts.map((place) => ({ place, knows: level0, knowsTypesOf: level1 })),
  { place: 'delivery/', knows: [...level0, 'history'] },
  ...['presence/', 'stores/store'].map((place) => ({ place, knows: level0 })),
  ...[...level2, 'channels/'].map((place) => ({ place, knows: upTo1 })),
  // A line of its own, from the bytes to the events.
  { place: 'event-stream/', knows: [...upTo1, 'transports/', ...level3] },
  // delivery/ is to the right of the connection, however pure it is.
  ...level3.map((place) => ({ place, knows: upTo1.filter((known) => known != 'delivery/') })),
  ...level5.map((place) => ({ place, knows: upTo4 })),
  // The one step within a level: echo is the public face of its session.
  ...level6.map((place) => ({ place, knows: place == 'echo' ? [...upTo5, 'session'] : upTo5 })),
  // core-register names the main entry as its readers do, by package name: what it adds there is types only.
  ...level7.map((place) => ({ place, knows: [...upTo5, ...level6, ...level7] })),
]

/** The files of a place: `errors` is errors.ts, `platform/` all of that folder. */
const files = (place) => `^${echo}/${place.endsWith('/') ? place : `${place}\\.ts$`}`

/** Files of a place which belong to a more exact one. */
const elsewhere = (place) =>
  places.filter((other) => other.place != place && other.place.startsWith(place)).map((other) => files(other.place))

const knowledge = places.flatMap(({ place, knows, knowsTypesOf = [] }) => {
  const from = { path: files(place), pathNot: [...elsewhere(place), tests] }
  const rules = [
    {
      name: `levels: ${place} knows only what is to its left`,
      severity: 'error',
      from,
      to: { path: `^${echo}/`, pathNot: [place, ...knows, ...knowsTypesOf].map(files) },
    },
  ]
  if (knowsTypesOf.length > 0) {
    rules.push({
      name: `contracts: ${place} knows other contracts as types only`,
      severity: 'error',
      from,
      to: { path: knowsTypesOf.map(files), dependencyTypesNot: ['type-only'] },
    })
  }
  return rules
})

const logChunk = `^${echo}/(connectors/event-log-rung|protocols/event-log|transports/(event-stream|long-poll|repeated-request))\\.ts$`

const clientOf = (library, connector) => [
  {
    name: `clients: only connectors/${connector} names ${library}`,
    severity: 'error',
    from: { path: '^packages/', pathNot: [`^${echo}/connectors/${connector}\\.ts$`, tests] },
    to: { path: `(^|node_modules/)${library}(/|$)` },
  },
  {
    name: `clients: ${library} comes from the caller, only its types are known`,
    severity: 'error',
    from: { path: `^${echo}/connectors/${connector}\\.ts$` },
    to: { path: `(^|node_modules/)${library}(/|$)`, dependencyTypesNot: ['type-only'] },
  },
]

module.exports = {
  forbidden: [
    ...knowledge,
    ...clientOf('pusher-js', 'pusher'),
    ...clientOf('socket\\.io-client', 'socket-io'),
    {
      name: 'places: a file of the core has a place',
      comment: 'Name the new folder or file in .dependency-cruiser.cjs, at its level.',
      severity: 'error',
      from: {},
      to: { path: `^${echo}/`, pathNot: [...places.map(({ place }) => files(place)), tests] },
    },
    {
      name: 'places: a file of the core has a place, also one that nobody imports',
      severity: 'error',
      from: { path: `^${echo}/`, pathNot: [...places.map(({ place }) => files(place)), tests] },
      to: {},
    },
    {
      name: 'compat: only the main entry brings it',
      severity: 'error',
      from: { path: `^${echo}/`, pathNot: [`^${echo}/((index|broadcasters)\\.ts$|compat/)`, tests] },
      to: { path: `^${echo}/compat/` },
    },
    {
      name: 'encryption: a chunk of its own, loaded when it is needed',
      severity: 'error',
      from: { path: `^${echo}/`, pathNot: [`^${echo}/encryption/`, tests] },
      to: { path: `^${echo}/encryption/`, dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'event log: what speaks to it is a chunk of its own, loaded when it is needed',
      severity: 'error',
      from: { path: `^${echo}/`, pathNot: [logChunk, tests] },
      to: { path: logChunk, dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'event log: what it shares with the rest is given to its chunk',
      severity: 'error',
      from: { path: logChunk },
      to: { pathNot: logChunk, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'react: knows the public entries of echo, by package name',
      severity: 'error',
      from: { path: '^packages/react/src/' },
      to: { path: '^packages/echo/', pathNot: '^packages/echo/dist/(index|core)\\.' },
    },
    {
      name: 'packages: the core imports no package but the cipher it bundles',
      severity: 'error',
      from: { path: `^${echo}/`, pathNot: [`^${echo}/connectors/(pusher|socket-io)\\.ts$`, tests] },
      // Its own name too, by which core-register adds to the main entry; it is a path only once that is built.
      to: { pathNot: ['^packages/', '^\\.', '^@resound/echo$', '(^|node_modules/)@noble/ciphers/'] },
    },
    {
      name: 'packages: only encryption/ names the cipher library',
      severity: 'error',
      from: { path: '^packages/', pathNot: [`^${echo}/encryption/`, tests] },
      to: { path: '(^|node_modules/)@noble/ciphers' },
    },
    {
      name: 'packages: react imports react and echo, nothing else',
      severity: 'error',
      from: { path: '^packages/react/src/', pathNot: tests },
      // Its own name too, by which /compat shares one copy with the hooks; it is a path only once that is built.
      to: { pathNot: ['^packages/', '^\\.', '^@resound/(echo|react$)', '(^|node_modules/)(@types/)?react(/|$)'] },
    },
    {
      name: 'cycles: none, types included',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'orphans: every file is reached',
      severity: 'error',
      from: {
        orphan: true,
        path: '^packages/',
        pathNot: ['/src/(index|core|script|testing)\\.ts$', tests],
      },
      to: {},
    },
    {
      name: 'tests: no source imports them, nor their fixtures',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '/dist/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'types', 'default'], exportsFields: ['exports'] },
  },
}
