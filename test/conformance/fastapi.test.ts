import { whyNoFastApi } from '../servers/fastapi.js'
import { websocketOnPlain } from './connectors/websocket.js'
import { describeConformance } from './describe-conformance.js'
import { fastApiSubject } from './subjects/fastapi.js'

const unavailable = await whyNoFastApi()
for (const connector of websocketOnPlain)
  describeConformance({ server: 'FastAPI', start: fastApiSubject, connector, unavailable })
