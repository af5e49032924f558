/**
 * Callers as people write them.
 *
 * @since 0.2.0
 */
import type { Party } from "./model.ts"

const unquoted = (text: string): string => {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*$/s.exec(text)?.[1]
  return quoted === undefined ? text.trim() : quoted.replaceAll(/\\(.)/gs, "$1")
}

/** `"Name" <number>`, also if one of them is empty (callerid.c, ast_callerid_merge). */
export const callerIdOf = ({ name, number }: Party): string => `"${name}" <${number}>`

/** Reads `"Name" <number>`, `Name <number>`, a number, or a name (callerid.c, ast_callerid_parse). */
export const partyOf = (callerId: string): Party => {
  const [, name, number] = /^(.*?)<([^<>]*)>\s*$/s.exec(callerId) ?? []
  if (name !== undefined && number !== undefined) return { name: unquoted(name), number }
  const digits = callerId.replaceAll(/[\s()-]/g, "")
  return /^[0-9*#+]+$/.test(digits) ? { name: "", number: digits } : { name: unquoted(callerId), number: "" }
}
