/**
 * The options of `Dial`, `Queue` and other applications: letters, some with arguments in parentheses (app.c,
 * ast_app_parse_options).
 *
 * @since 0.2.0
 */
import type { Features } from "../model.ts"

/** The options by their letters, with their arguments. */
export const optionsOf = (text: string): ReadonlyMap<string, string> => {
  const options = new Map<string, string>()
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at)
    const close = text.charAt(at + 1) === "(" ? text.indexOf(")", at) : -1
    options.set(letter, close === -1 ? "" : text.slice(at + 2, close))
    if (close !== -1) at = close
  }
  return options
}

/** What the calling party may do by pressing keys. */
export const callerFeatures = (options: ReadonlyMap<string, string>): Features => ({
  transfer: options.has("T"),
  hangUp: options.has("H"),
  park: options.has("K"),
  record: options.has("X")
})

/** What the called party may do by pressing keys. */
export const calleeFeatures = (options: ReadonlyMap<string, string>): Features => ({
  transfer: options.has("t"),
  hangUp: options.has("h"),
  park: options.has("k"),
  record: options.has("x")
})
