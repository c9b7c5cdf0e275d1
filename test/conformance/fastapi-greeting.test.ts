import { whyNoFastApi } from '../servers/fastapi.js'
import { describeRow } from './describe-conformance.js'
import { rows } from './rows.js'

describeRow(rows.fastApiGreeting, await whyNoFastApi())
