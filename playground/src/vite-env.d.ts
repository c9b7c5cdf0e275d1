/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** The key of the broadcast application. */
  readonly VITE_REVERB_APP_KEY?: string
}
