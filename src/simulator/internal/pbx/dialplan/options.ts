/**
 * Options of applications: letters, some with an argument in parentheses (app.c, ast_app_parse_options).
 *
 * @since 0.2.0
 */

/** An argument that starts there, and where its parenthesis closes; undefined if it does not. */
const argumentAt = (text: string, start: number): { readonly value: string; readonly end: number } | undefined => {
  const hasQuotes = text.charAt(start) === "\""
  let value = ""
  let depth = 1
  let isQuoted = false
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at)
    if (!isQuoted && character === "(") depth++
    else if (!isQuoted && character === ")") depth--
    if (depth === 0) return { value, end: at }
    if (character === "\"" && hasQuotes) isQuoted = !isQuoted
    else if (character === "\\") {
      const escaped = text.charAt(++at)
      value += isQuoted && escaped !== "\"" ? `\\${escaped}` : escaped
    } else value += character
  }
  return undefined
}

/** The options by their letters; one without an argument has an empty one. Reading ends at an argument without end. */
export const optionsOf = (text: string): ReadonlyMap<string, string> => {
  const options = new Map<string, string>()
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at)
    const argument = text.charAt(at + 1) === "(" ? argumentAt(text, at + 2) : { value: "", end: at }
    if (argument === undefined) break
    options.set(letter, argument.value)
    at = argument.end
  }
  return options
}
