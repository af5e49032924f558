/**
 * How Asterisk splits the value of a `Variable` header (app.c, __ast_app_separate_args, called by manager.c,
 * astman_get_variables): a comma separates; double quotes toggle and are removed; a backslash is removed and what
 * follows it is kept; round and square brackets protect the commas between them.
 */
const separateArguments = (text: string): ReadonlyArray<string> => {
  const parts = [""]
  let round = 0
  let square = 0
  let quoted = false
  const characters = Array.from(text)
  for (let index = 0; index < characters.length; index++) {
    let character = characters[index]!
    if (character === "(") round += 1
    else if (character === ")") round = Math.max(0, round - 1)
    else if (character === "[") square += 1
    else if (character === "]") square = Math.max(0, square - 1)
    else if (character === "\"") {
      quoted = !quoted
      continue
    } else if (character === "\\") {
      index += 1
      character = characters[index] ?? ""
    } else if (character === "," && round === 0 && square === 0 && !quoted) {
      parts.push("")
      continue
    }
    parts[parts.length - 1] += character
  }
  return parts
}

/** The assignments that Asterisk reads from `Variable` headers; those without a name or `=` are ignored. */
export const assignmentsOf = (values: ReadonlyArray<string>): ReadonlyArray<string> =>
  values.flatMap((value) => separateArguments(value.replace(/^[\0- ]+/, "")))
    .filter((assignment) => assignment.indexOf("=") > 0)
