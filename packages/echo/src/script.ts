/**
 * For a script tag: the global is the class itself, with every other name on it, so that `new Echo()` works as well as
 * `new Echo.default()`.
 */
import * as names from './index.js'

Object.assign(globalThis, { Echo: Object.assign(names.Echo, names) })
