import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { authenticate, type Credentials, type SignedIn } from '../authorization/authenticate.js'
import { refuse } from '../authorization/refuse.js'

/** What the routes below a sign-in know of each request. */
export interface SignedInEnvironment {
  Variables: { caller: SignedIn }
}

/** Lets through only whoever is signed in. */
export function signedInOnly(credentials: Credentials) {
  return createMiddleware<SignedInEnvironment>(async (context, next) => {
    const caller = authenticate(context, credentials)
    if (caller.status !== 200) return refuse(context, caller.status)
    context.set('caller', caller)
    await next()
    return undefined
  })
}

/** The fields of a JSON body; none where there is no readable object. */
export async function readFields(context: Context): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = JSON.parse(await context.req.text())
    return typeof body == 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The longest text anybody may write. */
const MAX_TEXT = 2_000

/** The `text` of a JSON body, if it is one that can be sent. */
export async function readText(context: Context): Promise<string | undefined> {
  const { text } = await readFields(context)
  return typeof text == 'string' && text.trim() !== '' && text.length <= MAX_TEXT ? text : undefined
}

/** Refuses a body without a good `text`. */
export function refuseText(context: Context): Response {
  return context.json({ message: `text must be a string of 1 to ${String(MAX_TEXT)} characters.` }, 422)
}
