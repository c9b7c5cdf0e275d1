import type { ReadHeaders } from '../authorizer.js'

/** The headers that go along with what is sent to a broadcast server, which asks the application's server with them. */
export interface SentCredentials {
  /** As they were read last. */
  readonly headers: Readonly<Record<string, string>>
  /** Reads them; once for all who ask meanwhile. */
  read(): Promise<void>
  /** They were refused: whether there are others. Once for all who ask meanwhile. */
  renew(): Promise<boolean>
}

/** See {@link SentCredentials}. */
export function sentCredentials(readHeaders: ReadHeaders): SentCredentials {
  let present: SentCredentials['headers'] = {}
  let reading: Promise<void> | undefined
  let renewing: Promise<boolean> | undefined
  const read = async (): Promise<void> => {
    present = (await readHeaders('first')) ?? {}
  }
  const renew = async (): Promise<boolean> => {
    const refused = JSON.stringify(present)
    const next = await readHeaders('refresh')
    if (next) present = next
    else await read()
    return next !== undefined || JSON.stringify(present) != refused
  }
  return {
    get headers() {
      return present
    },
    read: () =>
      (reading ??= read().finally(() => {
        reading = undefined
      })),
    renew: () =>
      (renewing ??= renew().finally(() => {
        renewing = undefined
      })),
  }
}
