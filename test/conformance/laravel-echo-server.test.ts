import { installLaravelEchoServer } from '../servers/laravel-echo-server.js'
import { requireRedis } from '../servers/redis.js'
import { whyUnavailable } from './available.js'
import { socketIoByName } from './connectors/socket-io.js'
import { describeConformance } from './describe-conformance.js'
import { laravelEchoServerSubject } from './subjects/socket-io.js'

const unavailable = await whyUnavailable(async () => {
  requireRedis()
  await installLaravelEchoServer(console.log)
})
describeConformance({
  server: 'laravel-echo-server 1.6.3',
  start: laravelEchoServerSubject,
  connector: socketIoByName(2),
  unavailable,
})
