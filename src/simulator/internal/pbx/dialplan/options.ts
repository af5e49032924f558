/**
 * Options of applications: letters, some with an argument in parentheses (app.c, ast_app_parse_options).
 *
 * @since 0.2.0
 */

/** The options by their letters; one without an argument has an empty one. */
export const optionsOf = (text: string): ReadonlyMap<string, string> => {
  const options = new Map<string, string>()
  for (const [, letter = "", , argument = ""] of text.matchAll(/([^()\s])(\(([^)]*)\))?/g)) {
    options.set(letter, argument)
  }
  return options
}
