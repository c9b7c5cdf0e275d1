import { describeRow } from './describe-conformance.js'
import { rows } from './rows.js'

// What the embedded server speaks beside the Pusher protocol.
describeRow(rows.embeddedJson)
describeRow(rows.embeddedSocketIo)
describeRow(rows.embeddedLog)
