import type { Register } from '@resound/echo'

/**
 * The register under the name of this entry: `declare module '@resound/echo/core' { interface Register { … } }` counts everywhere.
 *
 * An interface that several entries re-export is one copy for each of them to TypeScript, and what is added to one is lost for
 * the others. So the main entry alone has the register, and every other entry an interface of its own that the main one extends.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by applications
export interface CoreRegister {}

declare module '@resound/echo' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- only extends
  interface Register extends CoreRegister {}
}

/** Everything that was registered, by whichever entry. */
export type Registered = Register
