import { plainNames, type ChannelNames } from '../channels/channel-name.js'
import { prefixedNames } from '../channels/prefixed-names.js'
import { EchoError } from '../errors.js'

/**
 * What `join('presence-x')` means: `try` prefixes again, as laravel-echo does, and takes the name as it stands where the server
 * refuses that; `prefix` only prefixes; `keep` takes it as it stands.
 */
export type PrefixedNamesOption = 'try' | 'prefix' | 'keep'

/** Names by that option. `log` is told which reading was taken. Throws an `EchoError` of kind `config` for any other. */
export function namesBy(option: unknown, log: (line: string) => void): ChannelNames {
  const names = prefixedNames(log)
  switch ((option ?? 'try') as PrefixedNamesOption) {
    case 'try':
      return names
    case 'prefix':
      return { ...names, refused: undefined }
    case 'keep':
      return plainNames
  }
  throw new EchoError('config', "prefixedNames is 'try', 'prefix' or 'keep'.")
}
