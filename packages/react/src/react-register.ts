import type {} from '@resound/echo'

/**
 * The register under the name of this package: `declare module '@resound/react' { interface Register { … } }` counts everywhere, as
 * the core's own does (see `core-register.ts` there).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by applications
export interface ReactRegister {}

declare module '@resound/echo' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- only extends
  interface Register extends ReactRegister {}
}
