/**
 * Patterns of extensions: what they match, and which is more specific (pbx.c, _extension_match_core and ext_cmp).
 *
 * @since 0.2.0
 */

/** How an extension matches: not, exactly, or with any more digits (a pattern that ends in `!`). */
export type Match = "none" | "whole" | "early"

/** The wanted match: exact, with more digits to come, or either. */
export type Wanted = "whole" | "more" | "either"

/** One place of a pattern: a set of characters, or the end. */
interface Position {
  readonly characters: ReadonlySet<string>
  /** `.` matches one or more of any character, `!` zero or more. */
  readonly rest: "." | "!" | undefined
}

const range = (from: string, to: string): ReadonlyArray<string> => {
  const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => String.fromCharCode(first + at))
}

const letters: Readonly<Record<string, ReadonlyArray<string>>> = {
  N: range("2", "9"),
  n: range("2", "9"),
  X: range("0", "9"),
  x: range("0", "9"),
  Z: range("1", "9"),
  z: range("1", "9")
}

/** The characters of a set; undefined if a range in it has none. */
const setOf = (text: string): ReadonlySet<string> | undefined => {
  const characters: Array<string> = []
  for (let at = 0; at < text.length; at++) {
    const isRange = text[at + 1] === "-" && at + 2 < text.length
    const some = isRange ? range(text.charAt(at), text.charAt(at + 2)) : [text.charAt(at)]
    if (some.length === 0) return undefined
    characters.push(...some)
    if (isRange) at += 2
  }
  return new Set(characters)
}

/** The places of a pattern; undefined if a set does not end or cannot be read. */
const positionsOf = (pattern: string): ReadonlyArray<Position> | undefined => {
  const positions: Array<Position> = []
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at)
    if (character === "-") continue
    if (character === "/") break
    if (character === "." || character === "!") {
      positions.push({ characters: new Set(), rest: character })
      break
    }
    if (character !== "[") {
      positions.push({ characters: new Set(letters[character] ?? [character]), rest: undefined })
      continue
    }
    const end = pattern.indexOf("]", at)
    if (end === -1) return undefined
    const characters = setOf(pattern.slice(at + 1, end))
    if (characters === undefined) return undefined
    if (characters.size > 0) positions.push({ characters, rest: undefined })
    at = end
  }
  return positions
}

/** Dashes are for readers only. */
export const bare = (exten: string): string => exten.includes("-") ? exten.replaceAll("-", "") : exten

/** Whether a dialled number matches an extension that is not a pattern. */
const matchExact = (exten: string, dialled: string, wanted: Wanted): Match => {
  if (wanted !== "whole" && exten !== dialled) return exten.startsWith(dialled) ? "whole" : "none"
  return exten === dialled && wanted !== "more" ? "whole" : "none"
}

const matchPositions = (positions: ReadonlyArray<Position>, dialled: string, wanted: Wanted): Match => {
  for (const [at, character] of [...dialled].entries()) {
    const position = positions[at]
    if (position === undefined) return "none"
    if (position.rest === "!") return "early"
    if (position.rest === ".") return "whole"
    if (!position.characters.has(character)) return "none"
  }
  const next = positions[dialled.length]
  if (next === undefined) return wanted === "more" ? "none" : "whole"
  if (next.rest === "!") return "early"
  return wanted === "whole" ? "none" : "whole"
}

/** What an extension matches. */
export type Matcher = (dialled: string, wanted: Wanted) => Match

/** What an extension matches; undefined if its pattern cannot be read. */
export const matcher = (exten: string): Matcher | undefined => {
  if (!exten.startsWith("_")) {
    const own = bare(exten)
    return (dialled, wanted) => matchExact(own, bare(dialled), wanted)
  }
  const positions = positionsOf(exten.slice(1))
  if (positions === undefined) return undefined
  // A pattern that is dialled matches itself.
  return (dialled, wanted) =>
    dialled === exten && wanted === "whole" ? "whole" : matchPositions(positions, bare(dialled), wanted)
}

/** How general a place is: the size of its set, then its first character; wildcards and the end come last. */
const weightOf = (position: Position | undefined): number => {
  if (position === undefined) return 0x30000
  if (position.rest !== undefined) return position.rest === "." ? 0x18000 : 0x28000
  const first = Math.min(...[...position.characters].map((character) => character.charCodeAt(0)))
  return position.characters.size << 8 | first
}

const codesOf = ({ characters }: Position): ReadonlyArray<number> =>
  [...characters].map((character) => character.charCodeAt(0)).sort((one, other) => one - other)

/** Compares sets of the same size and first character: the one with the lower characters comes first. */
const compareSets = (one: Position, other: Position): number => {
  const [left, right] = [codesOf(one), codesOf(other)]
  for (const [at, code] of left.entries()) {
    const difference = code - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The order in which extensions are tried: those that are not patterns, then the more specific patterns. */
export const compare = (one: string, other: string): number => {
  if (!one.startsWith("_") || !other.startsWith("_")) {
    if (one.startsWith("_") || other.startsWith("_")) return one.startsWith("_") ? 1 : -1
    const [left, right] = [bare(one), bare(other)]
    return left < right ? -1 : left > right ? 1 : 0
  }
  const [left, right] = [positionsOf(one.slice(1)) ?? [], positionsOf(other.slice(1)) ?? []]
  for (let at = 0; at <= Math.max(left.length, right.length); at++) {
    const difference = weightOf(left[at]) - weightOf(right[at])
    if (difference !== 0) return difference
    const [here, there] = [left[at], right[at]]
    const within = here === undefined || there === undefined ? 0 : compareSets(here, there)
    if (within !== 0) return within
  }
  return 0
}
