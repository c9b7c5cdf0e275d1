/** What the page around us holds: its address, its cookies and meta tags, and the globals an application put there. */
export interface Page {
  /** `https:` pages may not open plain sockets. False where there is no page. */
  secure(): boolean
  /** The page's origin, or undefined where there is none. */
  origin(): string | undefined
  /** The host name of the page, or undefined where there is none. */
  host(): string | undefined
  /** A cookie that scripts may read, decoded. */
  cookie(name: string): string | undefined
  /** The content of `<meta name="…">`. */
  meta(name: string): string | undefined
  /** A global of the application's: `Pusher`, `io`, `axios`, `Laravel`. */
  global(name: string): unknown
  /** The document, for the libraries that announce their requests there. */
  document(): EventTarget | undefined
}

/** What may be missing: a worker has no document, React Native half of one. */
interface Surroundings {
  location?: Location
  document?: EventTarget & { cookie?: string; querySelector?(selector: string): Element | null }
}

const at = (): Surroundings => globalThis

/** The page of a browser; empty-handed elsewhere, never throwing. */
export const browserPage: Page = {
  secure: () => at().location?.protocol == 'https:',
  origin() {
    const origin = at().location?.origin
    // Of a file, or in a sandbox.
    return origin == 'null' ? undefined : origin
  },
  host: () => at().location?.hostname,
  cookie(name) {
    const pair = at()
      .document?.cookie?.split('; ')
      .find((entry) => entry.startsWith(name + '='))
    // Byte by byte: tokens are ASCII, and what is not encoded properly must not throw.
    return pair
      ?.slice(name.length + 1)
      .replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  },
  meta: (name) => at().document?.querySelector?.(`meta[name="${name}"]`)?.getAttribute('content') ?? undefined,
  global: (name) => (globalThis as Record<string, unknown>)[name],
  document: () => at().document,
}
