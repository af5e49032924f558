/**
 * Doc comments, from sentences and from facts.
 */

const width = 116

/** Wraps text at blanks. */
const wrapped = (text: string, indent: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const word of text.split(" ")) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 + indent > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

export interface Comment {
  readonly says: string
  readonly details?: ReadonlyArray<string>
  readonly gotchas?: ReadonlyArray<string>
  readonly see?: ReadonlyArray<string>
  readonly category: string
}

const section = (title: string, paragraphs: ReadonlyArray<string> = []): ReadonlyArray<string> =>
  paragraphs.length === 0
    ? []
    : ["", `**${title}**`, ...paragraphs.flatMap((paragraph) => ["", ...wrapped(paragraph, 3)])]

/** The comment of an export. */
export const comment = ({ category, details, gotchas, says, see }: Comment): string => {
  const lines = [
    ...wrapped(says, 3),
    ...section("Details", details),
    ...section("Gotchas", gotchas),
    "",
    ...(see ?? []).map((one) => `@see ${one}`),
    `@category ${category}`,
    "@since 0.1.0"
  ]
  return `/**\n${lines.map((line) => (line === "" ? " *" : ` * ${line}`)).join("\n")}\n */`
}

/** The comment of a field; empty if there is nothing to say. */
export const fieldComment = (text: string | undefined): string => {
  if (text === undefined) return ""
  const line = `  /** ${text} */`
  if (line.length <= width + 4) return `${line}\n`
  return `  /**\n${wrapped(text, 5).map((one) => `   * ${one}`).join("\n")}\n   */\n`
}

/** Words separated by commas and a final `or`. */
export const either = (words: ReadonlyArray<string>, conjunction: string): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`
