/**
 * Patterns of names, as a shell has them: `*` stands for any letters, and case does not matter.
 *
 * @since 0.2.0
 */

/** The regular expression of a pattern. */
export const globOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`,
    "iu"
  )

/** Whether a text is a pattern, and not a plain name. */
export const isGlob = (text: string): boolean => /[*?]/.test(text)
