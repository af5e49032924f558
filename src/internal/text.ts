/**
 * Values of messages that are kept for long.
 *
 * @since 0.2.0
 */

/**
 * A copy of a text that is a part of a message. The part itself would keep the text of the whole message in memory; up to 12
 * characters are copied by V8 anyway. Of the longer ones this is the quickest way to a copy: to join a blank and the text makes
 * a text of their own, of which a part is taken.
 */
export const kept = (text: string): string => text.length < 13 ? text : (" " + text).slice(1)

/** A whole number; undefined if the text is missing or says something else. */
export const wholeOf = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^-?\d+$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}
