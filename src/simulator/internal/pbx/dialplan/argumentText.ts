/**
 * The text of an application's call, its arguments and lists.
 *
 * @since 0.2.0
 */

/**
 * Splits at a separator outside quotes, parentheses and brackets; drops quotes, and a backslash escapes the next
 * character. The last of `limit` parts is the rest as it is (app.c, __ast_app_separate_args).
 */
export const split = (list: string, separator = ",", limit = Infinity): ReadonlyArray<string> => {
  if (list === "") return []
  const parts: Array<string> = []
  let part = ""
  let parentheses = 0
  let brackets = 0
  let isQuoted = false
  for (let at = 0; at < list.length; at++) {
    if (parts.length + 1 >= limit) return [...parts, part + list.slice(at)]
    const character = list.charAt(at)
    if (character === separator && parentheses === 0 && brackets === 0 && !isQuoted) {
      parts.push(part)
      part = ""
      continue
    }
    if (character === "(") parentheses++
    else if (character === ")") parentheses = Math.max(0, parentheses - 1)
    else if (character === "[") brackets++
    else if (character === "]") brackets = Math.max(0, brackets - 1)
    if (character === "\\") part += list.charAt(++at)
    else if (character === "\"" && separator !== "\"") isQuoted = !isQuoted
    else part += character
  }
  return [...parts, part]
}

/** The same, but keeps quotes and backslashes. */
export const splitRaw = (list: string, separator = ",", limit = Infinity): ReadonlyArray<string> => {
  if (list === "") return []
  const parts: Array<string> = []
  let start = 0
  let parentheses = 0
  let brackets = 0
  let isQuoted = false
  for (let at = 0; at < list.length && parts.length + 1 < limit; at++) {
    const character = list.charAt(at)
    if (character === separator && parentheses === 0 && brackets === 0 && !isQuoted) {
      parts.push(list.slice(start, at))
      start = at + 1
    } else if (character === "(") parentheses++
    else if (character === ")") parentheses = Math.max(0, parentheses - 1)
    else if (character === "[") brackets++
    else if (character === "]") brackets = Math.max(0, brackets - 1)
    else if (character === "\\") at++
    else if (character === "\"" && separator !== "\"") isQuoted = !isQuoted
  }
  return [...parts, list.slice(start)]
}

/** The arguments of an application, without surrounding blanks. */
export const argumentsOf = (data: string): ReadonlyArray<string> => split(data).map((argument) => argument.trim())

/** The parts of a list with `&` between them; empty ones do not count. */
export const partsOf = (list: string): ReadonlyArray<string> =>
  list.split("&").map((part) => part.trim()).filter((part) => part !== "")

/** The name and the arguments of `name(arguments)`, which may lack its last parenthesis. */
export const parseCall = (text: string): readonly [name: string, data: string] => {
  const open = text.indexOf("(")
  if (open === -1) return [text, ""]
  const close = text.lastIndexOf(")")
  return [text.slice(0, open), text.slice(open + 1, close > open ? close : undefined)]
}

/** Seconds as milliseconds; undefined if it is no number. */
export const seconds = (value: string | undefined): number | undefined =>
  value === undefined || value === "" || Number.isNaN(Number(value)) ? undefined : Number(value) * 1000
