/**
 * A TypeDoc plugin: every exported name says what it is, and so does every method of an exported class.
 *
 * TypeDoc's own check cannot tell a function from the call signatures inside types, where a callback's shape needs no words.
 */
import { Application, ReflectionKind } from 'typedoc'

/** A function's words stand at its signatures; a re-exported name's, where it is declared. */
function isDocumented(reflection) {
  if (reflection.isReference()) return true
  return (
    reflection.hasComment() || (reflection.getNonIndexSignatures?.() ?? []).some((signature) => signature.hasComment())
  )
}

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    const names = project.children?.flatMap((entry) =>
      entry.kindOf(ReflectionKind.Module) ? (entry.children ?? []) : entry,
    )
    const methods = names
      ?.filter((name) => name.kindOf(ReflectionKind.Class))
      .flatMap((name) => name.children?.filter((member) => member.kindOf(ReflectionKind.Method)) ?? [])
    for (const name of [...(names ?? []), ...(methods ?? [])])
      if (!isDocumented(name)) app.logger.validationWarning(`${name.getFriendlyFullName()} is exported without a word`)
  })
}
