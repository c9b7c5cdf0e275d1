import { whyNoNginx } from '../servers/nginx.js'
import { reverbByName } from './connectors/reverb.js'
import { describeConformance } from './describe-conformance.js'
import { embeddedSubject } from './subjects/embedded.js'
import { behindNginx } from './subjects/nginx.js'

describeConformance({
  server: 'embedded server behind nginx',
  start: () => behindNginx(embeddedSubject),
  connector: reverbByName,
  unavailable: whyNoNginx(),
})
