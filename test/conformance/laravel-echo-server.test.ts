import { installLaravelEchoServer } from '../servers/laravel-echo-server.js'
import { requireRedis } from '../servers/redis.js'
import { whyUnavailable } from './available.js'
import { describeRow } from './describe-conformance.js'
import { rows } from './rows.js'

const unavailable = await whyUnavailable(async () => {
  requireRedis()
  await installLaravelEchoServer(console.log)
})
describeRow(rows.laravelEchoServer, unavailable)
