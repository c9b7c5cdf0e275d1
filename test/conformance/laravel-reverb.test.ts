import { whyNoReverb } from '../servers/reverb.js'
import { describeRow } from './describe-conformance.js'
import { rows } from './rows.js'

const unavailable = await whyNoReverb()
if (unavailable !== undefined) console.log(`Skipped: ${unavailable}`)
describeRow(rows.reverb, unavailable)
