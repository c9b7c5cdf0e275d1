import { reverbByName, reverbFromCore } from './connectors/reverb.js'
import { spiralExample } from './connectors/spiral.js'
import { describeConformance } from './describe-conformance.js'
import { embeddedSubject } from './subjects/embedded.js'

for (const connector of [reverbByName, reverbFromCore, spiralExample])
  describeConformance({ server: 'embedded server', start: embeddedSubject, connector })
