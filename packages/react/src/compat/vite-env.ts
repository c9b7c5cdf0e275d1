/** What Vite puts in: the application's environment. Elsewhere there is none. */
// eslint-disable-next-line @typescript-eslint/no-unused-vars -- a global, which is why nothing here is exported
interface ImportMeta {
  readonly env?: Readonly<Record<string, string | undefined>>
}
