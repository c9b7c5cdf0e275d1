/** `"auth":"key:signature"` and its like, also inside a JSON text that is itself quoted. */
const secretField = /(\\*"(?:auth|token|access_token|bearer|password|secret|shared_secret)\\*"\s*:\s*\\*")([^"\\]+)/gi

/** How much of a secret is shown: enough to tell two apart. */
const SHOWN = 4

/** A frame for people to see: signatures, tokens and secrets only by their first characters. */
export function redact(frame: string): string {
  return frame
    .replace(secretField, (_, before: string, value: string) => before + shorten(value))
    .replace(/(Bearer\s+)([\w.~+/=-]+)/gi, (_, before: string, value: string) => before + shorten(value))
    .replace(
      /([?&](?:token|access_token|auth)=)([^&"\s]+)/gi,
      (_, before: string, value: string) => before + shorten(value),
    )
}

/** `key:9f8a…`: what stands before a colon is the application's key, which is no secret. */
function shorten(value: string): string {
  const secretAt = value.indexOf(':') + 1
  return `${value.slice(0, secretAt + SHOWN)}…`
}
