/**
 * Values of messages that are kept for long.
 *
 * @since 0.2.0
 */

/**
 * A copy of a text that is a part of a message. The part itself would keep the text of the whole message in memory; up to 12
 * characters are copied by V8 anyway. Of the longer ones this is the quickest way to a copy, and to the smallest: `join` writes
 * its parts into a new text, while a part of another text keeps that too.
 */
export const kept = (text: string): string => text.length < 13 ? text : [text.slice(0, 1), text.slice(1)].join("")

const minus = 45
const zero = 48

/** A whole number; undefined if the text is missing or says something else. */
export const wholeOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const first = text.charCodeAt(0) === minus ? 1 : 0
  if (text.length === first) return undefined
  let value = 0
  for (let at = first; at < text.length; at++) {
    const digit = text.charCodeAt(at) - zero
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  if (!Number.isSafeInteger(value)) return undefined
  return first === 1 ? -value : value
}
