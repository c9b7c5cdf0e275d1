/** Lets go of a lock. */
export type Release = () => void

/**
 * Takes a lock of the browser, which ends with the window, however that ends. The promise is undefined where `options` said not
 * to wait (any longer).
 */
export function takeLock(
  name: string,
  options: { readonly ifAvailable?: true; readonly signal?: AbortSignal } = {},
): Promise<Release | undefined> {
  // Only secure pages have them, which `127.0.0.1` is. Elsewhere every lock is free.
  const { locks } = navigator as { locks?: LockManager }
  if (!locks) return Promise.resolve(() => undefined)
  return new Promise((resolve) => {
    const keep = (lock: Lock | null): Promise<void> => {
      if (!lock) resolve(undefined)
      return new Promise((release) => {
        if (lock) resolve(release)
        else release()
      })
    }
    locks.request(name, options, keep).catch(() => {
      resolve(undefined)
    })
  })
}
