/**
 * How an AGI command is read: words and quotes (res_agi.c, parse_args and find_command).
 *
 * @since 0.2.0
 */

/** At most this many words are read; the rest is dropped. */
const maxWords = 127

/** Splits a command at blanks outside quotes; a backslash makes a quote, a blank or a backslash part of a word. */
export const wordsOf = (text: string): ReadonlyArray<string> => {
  const words: Array<string> = []
  let isQuoted = false
  let isEscaped = false
  let isBetween = true
  const take = (character: string): void => {
    if (isBetween && words.length >= maxWords) return
    if (isBetween) words.push("")
    isBetween = false
    words.push(`${words.pop() ?? ""}${character}`)
    isEscaped = false
  }
  for (const character of text) {
    if (character === "\"" && !isEscaped) {
      isQuoted = !isQuoted
      if (isQuoted && isBetween) take("")
    } else if ((character === " " || character === "\t") && !isQuoted && !isEscaped) isBetween = true
    else if (character === "\\" && !isEscaped) isEscaped = true
    else take(character)
  }
  return words
}

/** Finds the command whose words a request starts with, ignoring case. */
export const findCommand = <Command>(
  commands: ReadonlyMap<string, Command>,
  words: ReadonlyArray<string>
): Command | undefined => {
  // No command has more than three words, and none is the start of another.
  for (let count = 1; count <= 3; count++) {
    const found = commands.get(words.slice(0, count).join(" ").toLowerCase())
    if (found !== undefined) return found
  }
  return undefined
}

/** Reads a number as `sscanf("%30lf")` does; undefined if there is none. */
export const decimalOf = (word: string): number | undefined => {
  const number = Number.parseFloat(word)
  return Number.isNaN(number) ? undefined : number
}
