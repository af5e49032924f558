/**
 * POSIX extended regular expressions, as `regcomp` of glibc reads them.
 *
 * They differ from those of JavaScript: a backslash before a letter is mostly that letter, so `\r` is an `r`; `.` and
 * `[^a]` match line breaks; brackets have classes such as `[:digit:]` and no escapes; a second quantifier applies to the
 * first, and is never lazy.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"

const classes: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  blank: " \\t",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "\\x21-\\x7e",
  lower: "a-z",
  print: "\\x20-\\x7e",
  punct: "!-\\/:-@\\[-`{-~",
  space: " \\t-\\r",
  upper: "A-Z",
  xdigit: "0-9A-Fa-f"
}

/** The meaning of a backslash before these characters; before any other it is that character (GNU extensions). */
const escapes: Readonly<Record<string, string>> = {
  w: "[0-9A-Za-z_]",
  W: "[^0-9A-Za-z_]",
  s: "[ \\t-\\r]",
  S: "[^ \\t-\\r]",
  b: "\\b",
  B: "\\B",
  "<": "\\b(?=\\w)",
  ">": "\\b(?<=\\w)",
  "`": "^",
  "'": "$"
}

/** Assertions, which must not be repeated. */
const anchors: ReadonlySet<string> = new Set(["^", "$", "\\b", "\\B", "\\b(?=\\w)", "\\b(?<=\\w)"])

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&")

/** Reads an expression; the position is after the read part. */
class Reader {
  private readonly text: string
  private at = 0
  private depth = 0
  private groups = 0

  constructor(text: string) {
    this.text = text
  }

  /** The same in JavaScript; undefined if it does not compile. */
  read(): string | undefined {
    const read = this.alternatives()
    return this.at < this.text.length ? undefined : read
  }

  private next(): string | undefined {
    return this.text[this.at]
  }

  private takes(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  private alternatives(): string | undefined {
    const all: Array<string> = []
    do {
      const one = this.sequence()
      if (one === undefined) return undefined
      all.push(one)
    } while (this.takes("|"))
    return all.join("|")
  }

  private sequence(): string | undefined {
    let read = ""
    let isFirst = true
    while (this.at < this.text.length && this.next() !== "|") {
      if (this.next() === ")" && this.depth > 0) break
      const atom = this.takes("^") ? "^" : this.atom(isFirst)
      if (atom === undefined) return undefined
      const repeated = anchors.has(atom) ? this.unrepeated(atom) : this.repeated(atom)
      if (repeated === undefined) return undefined
      read += repeated
      isFirst = false
    }
    return read
  }

  private unrepeated(anchor: string): string | undefined {
    return /[*+?{]/.test(this.next() ?? "") ? undefined : anchor
  }

  private repeated(atom: string): string | undefined {
    let read = atom
    while (true) {
      const [bounds = "", least, comma, most] = /^\{(\d*)(,?)(\d*)\}/.exec(this.text.slice(this.at)) ?? []
      if (this.next() === "{") {
        const isRange = bounds !== "" && (least !== "" || comma !== "") && Number(most || least) >= Number(least)
        if (!isRange || Number(most || least) > 32_767) return undefined
        this.at += bounds.length
        read = `(?:${read}){${least === "" ? 0 : least}${comma}${most}}`
      } else if (/^[*+?]/.test(this.next() ?? "")) read = `(?:${read})${this.text[this.at++]}`
      else return read
    }
  }

  private atom(isFirst: boolean): string | undefined {
    const character = this.text[this.at++] ?? ""
    switch (character) {
      case "(":
        return this.group()
      case "[":
        return this.bracket()
      case ".":
        return "[^]"
      case "$":
        return "$"
      case "\\":
        return this.escape()
      case "*":
      case "+":
      case "?":
      case "{":
        return isFirst ? undefined : literal(character)
      default:
        return literal(character)
    }
  }

  private group(): string | undefined {
    this.depth++
    this.groups++
    const inner = this.alternatives()
    this.depth--
    return inner === undefined || !this.takes(")") ? undefined : `(${inner})`
  }

  private escape(): string | undefined {
    const character = this.text[this.at++]
    if (character === undefined) return undefined
    if (!/[1-9]/.test(character)) return escapes[character] ?? literal(character)
    return Number(character) > this.groups ? undefined : `(?:\\${character})`
  }

  private bracket(): string | undefined {
    const isNegated = this.takes("^")
    let members = ""
    let isFirst = true
    while (isFirst || !this.takes("]")) {
      const from = this.member()
      if (from === undefined) return undefined
      isFirst = false
      const isRange = from.length === 1 && this.next() === "-" && !"]".includes(this.text[this.at + 1] ?? "]")
      if (!isRange) {
        members += from.length === 1 ? literal(from) : from
        continue
      }
      this.at++
      const to = this.member()
      if (to === undefined || to.length !== 1 || to < from) return undefined
      members += `${literal(from)}-${literal(to)}`
    }
    return `[${isNegated ? "^" : ""}${members}]`
  }

  /** One character, or a class as JavaScript writes it. */
  private member(): string | undefined {
    const [whole = "", kind, name = ""] = /^\[([:.=])([^\]]*?)\1\]/.exec(this.text.slice(this.at)) ?? []
    if (whole === "") return this.text[this.at++]
    this.at += whole.length
    if (kind === ":") return classes[name]
    return name.length === 1 ? name : undefined
  }
}

/** The expression as one of JavaScript; undefined if it does not compile. */
export const compile = (pattern: string, flags = ""): RegExp | undefined => {
  const source = new Reader(pattern).read()
  return source === undefined ? undefined : Result.getOrUndefined(Result.try(() => new RegExp(source, flags)))
}

/** How many groups it has. */
export const groupsOf = (expression: RegExp): number => (new RegExp(`${expression.source}|`).exec("")?.length ?? 1) - 1
