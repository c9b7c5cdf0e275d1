import { reverbByName, reverbFromCore } from './connectors/reverb.js'
import { describeConformance } from './describe-conformance.js'
import { embeddedSubject } from './subjects/embedded.js'

for (const connector of [reverbByName, reverbFromCore])
  describeConformance({ server: 'embedded server', start: embeddedSubject, connector })
