import { describeRow } from './describe-conformance.js'
import { rows } from './rows.js'

describeRow(rows.embedded)
