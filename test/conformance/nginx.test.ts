import { whyNoNginx } from '../servers/nginx.js'
import { describeRow } from './describe-conformance.js'
import { rows } from './rows.js'

describeRow(rows.nginx, whyNoNginx())
