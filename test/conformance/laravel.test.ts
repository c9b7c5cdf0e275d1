import { whyNoLaravel } from '../servers/laravel-installation.js'
import { describeRow } from './describe-conformance.js'
import { rows } from './rows.js'

const unavailable = await whyNoLaravel()
if (unavailable !== undefined) console.log(`Skipped: ${unavailable}`)
describeRow(rows.laravel, unavailable)
