/** Something that `npm test` runs, as a process of its own. */
export interface Stage {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /**
   * What is counted: `itself`, passed or failed; the `tests` of Vitest; `nothing` for a preparation, which may fail: what needs it
   * is told why by the environment variable `tells`, and skips.
   */
  readonly counts: 'itself' | 'tests' | { readonly nothing: true; readonly tells: string }
  /** Its tests in rows of their own, by the outermost `describe`. Default: one row. */
  readonly inGroups?: boolean
  /** After so long it is taken to hang, and has failed. Default: three minutes. */
  readonly limitMs?: number
  /** How many of its last lines are worth reading though it passed. Default 0. */
  readonly tail?: number
  /** Why it cannot run on this machine; undefined where it can. */
  available?(): string | undefined
}
