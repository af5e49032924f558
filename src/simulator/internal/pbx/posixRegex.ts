/**
 * POSIX extended regular expressions, as `regcomp` of the GNU C library reads them, as those of JavaScript.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"

const classes: Readonly<Record<string, string>> = {
  alnum: "a-zA-Z0-9",
  alpha: "a-zA-Z",
  blank: " \\t",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "\\x21-\\x7e",
  lower: "a-z",
  print: "\\x20-\\x7e",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "A-Z",
  xdigit: "0-9a-fA-F"
}

/** Extensions of the GNU C library that JavaScript writes otherwise. */
const extensions: Readonly<Record<string, string>> = {
  "<": "\\b(?=\\w)",
  ">": "\\b(?<=\\w)",
  "`": "^",
  "'": "$",
  w: "\\w",
  W: "\\W",
  s: "\\s",
  S: "\\S",
  b: "\\b",
  B: "\\B"
}

const special = /[\^$\\.*+?()[\]{}|/-]/

const literal = (character: string): string => special.test(character) ? `\\${character}` : character

/** A bracket expression that starts after its `[`, and where it ends; undefined if it does not end. */
const bracket = (pattern: string, from: number): readonly [source: string, end: number] | undefined => {
  let at = from
  const isNegated = pattern[at] === "^"
  if (isNegated) at++
  let source = ""
  for (let first = true; at < pattern.length; first = false, at++) {
    const character = pattern.charAt(at)
    if (character === "]" && !first) return [`[${isNegated ? "^" : ""}${source}]`, at + 1]
    const kind = character === "[" ? /^\[:([a-z]+):\]/.exec(pattern.slice(at)) : null
    if (kind !== null) {
      const known = classes[kind[1] ?? ""]
      if (known === undefined) return undefined
      source += known
      at += kind[0].length - 1
      continue
    }
    const isRange = character === "-" && !first && at + 1 < pattern.length && pattern[at + 1] !== "]"
    source += isRange ? "-" : literal(character)
  }
  return undefined
}

const sourceOf = (pattern: string): string | undefined => {
  let source = ""
  let depth = 0
  let at = 0
  while (at < pattern.length) {
    const character = pattern.charAt(at)
    if (character === "[") {
      const found = bracket(pattern, at + 1)
      if (found === undefined) return undefined
      source += found[0]
      at = found[1]
      continue
    }
    at++
    if (character === "\\") {
      const escaped = pattern.charAt(at++)
      if (escaped === "") return undefined
      source += /[1-9]/.test(escaped) ? `\\${escaped}` : extensions[escaped] ?? literal(escaped)
    } else if (character === "(") {
      depth++
      source += "("
    } else if (character === ")") {
      if (depth === 0) return undefined
      depth--
      source += ")"
    } else if (character === "{") {
      const interval = /^(\d*)(,?)(\d*)\}/.exec(pattern.slice(at))
      if (interval === null || source === "") source += "\\{"
      else {
        source += interval[1] === "" ? `{0,${interval[3]}}` : `{${interval[1]}${interval[2]}${interval[3]}}`
        at += interval[0].length
      }
    } else if ("*+?".includes(character)) {
      // A repetition of nothing stands for itself, a repeated one for one.
      if (source === "" || /[(|]$/.test(source) && !/\\[(|]$/.test(source)) {
        if (character !== "*") return undefined
        source += "\\*"
      } else if (/(?:^|[^\\])[*+?]$/.test(source)) source = source.slice(0, -1) + "*"
      else source += character
    } else if (character === "^" || character === "$" || character === "." || character === "|") {
      source += character === "." ? "[^]" : character
    } else source += literal(character)
  }
  return depth === 0 ? source : undefined
}

/** Compiles an expression; undefined if it is not valid. */
export const compile = (pattern: string, flags = ""): RegExp | undefined => {
  const source = sourceOf(pattern)
  return source === undefined ? undefined : Result.getOrUndefined(Result.try(() => new RegExp(source, flags)))
}

/** How many groups an expression has. */
export const groupsOf = (expression: RegExp): number => (new RegExp(`${expression.source}|`).exec("")?.length ?? 1) - 1
