/** What Vite puts in: the application's environment. Elsewhere there is none. */
interface ImportMeta {
  readonly env?: Readonly<Record<string, string | undefined>>
}
