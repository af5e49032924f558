/**
 * Expressions: `$[…]` after its variables were substituted (ast_expr2.fl and ast_expr2.y).
 *
 * Asterisk logs what is wrong with an expression and continues with what it has: the value so far if the expression
 * could end there, `0` if it stopped in the middle of something.
 *
 * @since 0.2.0
 */
import * as Values from "./expressionValues.ts"
import * as LongDouble from "./longDouble.ts"

interface Token {
  /** An operator, or `value`. */
  readonly kind: string
  readonly text: string
}

const operators = /\|\||&&|==|=~|~~|>=|<=|!=|::|[|&=<>+,\-*/%?!:()]/y
const quoted = /"[^"]*"/y
const numeric = /[0-9]+(?:\.[0-9]+)?/y
const word = /(?:[a-zA-Z0-9.';\\_^#@\x80-\uffff]|\$[^{])+/y

/** Operators with two spellings. */
const spellings: Readonly<Record<string, string>> = { "||": "|", "&&": "&", "==": "=" }

const longest = (source: string, at: number): Token | undefined => {
  const matching = (pattern: RegExp): string => {
    pattern.lastIndex = at
    return pattern.exec(source)?.[0] ?? ""
  }
  const operator = matching(operators)
  if (operator !== "") return { kind: spellings[operator] ?? operator, text: operator }
  const text = matching(quoted)
  if (text !== "") return { kind: "value", text }
  const [figures, letters] = [matching(numeric), matching(word)]
  if (figures === "" && letters === "") return undefined
  // The longest match wins, and of two equal ones the number.
  return figures.length >= letters.length
    ? { kind: "number", text: figures }
    : { kind: "value", text: letters }
}

const tokens = (source: string): ReadonlyArray<Token> => {
  const found: Array<Token> = []
  for (let at = 0; at < source.length;) {
    const token = longest(source, at)
    if (token !== undefined) found.push(token)
    // A character that starts no token is skipped.
    at += token?.text.length ?? 1
  }
  return found
}

/** The precedence of the binary operators; all are left-associative. */
const precedence: Readonly<Record<string, number>> = {
  "?": 1,
  "|": 2,
  "&": 3,
  "=": 4,
  "!=": 4,
  "<": 4,
  ">": 4,
  "<=": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
  ":": 8,
  "=~": 8,
  "~~": 8
}

/** The precedence of a sign is higher than a product's, and lower than a match's. */
const sign = 7

/** Deeper expressions would exhaust the stack. */
const deepest = 500

/** Reads a function of the dialplan; undefined if there is none of this name. */
export type ReadFunction = (name: string, data: string) => string | undefined

class Parser {
  private readonly tokens: ReadonlyArray<Token>
  private readonly read: ReadFunction
  private at = 0
  private depth = 0

  constructor(source: string, read: ReadFunction) {
    this.tokens = tokens(source)
    this.read = read
  }

  /** The value of the part that can be read; undefined if it stops in the middle. */
  all(): Values.Value | undefined {
    const kind = this.kind
    if (kind === undefined || !["value", "number", "(", "-", "!"].includes(kind)) return Values.text("")
    return this.expression(0)
  }

  private get kind(): string | undefined {
    return this.tokens[this.at]?.kind
  }

  private expression(weakest: number): Values.Value | undefined {
    if (this.depth >= deepest) return undefined
    this.depth++
    const value = this.operations(weakest)
    this.depth--
    return value
  }

  private operations(weakest: number): Values.Value | undefined {
    let left = this.operand()
    while (left !== undefined) {
      const kind = this.kind
      const own = kind === undefined ? undefined : precedence[kind]
      if (kind === undefined || own === undefined || own <= weakest) return left
      this.at++
      if (kind === "?") {
        const then = this.expression(0)
        if (then === undefined || this.kind !== "::") return undefined
        this.at++
        const otherwise = this.expression(own)
        if (otherwise === undefined) return undefined
        left = Values.holds(left) ? then : otherwise
      } else {
        const right = this.expression(own)
        if (right === undefined) return undefined
        left = Values.binary[kind]?.(left, right)
      }
    }
    return undefined
  }

  private operand(): Values.Value | undefined {
    const token = this.tokens[this.at++]
    switch (token?.kind) {
      case "value":
      case "number":
        if (this.kind === "(") return this.call(token.text)
        return { _tag: token.kind === "number" ? "Numeric" : "Text", text: token.text }
      case "(": {
        const value = this.expression(0)
        return value !== undefined && this.tokens[this.at++]?.kind === ")" ? value : undefined
      }
      case "-":
      case "!": {
        const value = this.expression(sign - 1)
        if (value === undefined) return undefined
        return token.kind === "-" ? Values.negated(value) : Values.complement(value)
      }
      default:
        return undefined
    }
  }

  private call(name: string): Values.Value | undefined {
    const given: Array<Values.Value> = []
    do {
      this.at++
      const isLeftOut = given.length > 0 && (this.kind === "," || this.kind === ")")
      const value = isLeftOut ? Values.text("") : this.expression(0)
      if (value === undefined) return undefined
      given.push(value)
    } while (this.kind === ",")
    if (this.tokens[this.at++]?.kind !== ")") return undefined
    if (!/^[A-Z_0-9]+$/.test(name)) return Values.integer(0)
    const known = Values.call(name, given)
    if (known !== undefined) return known
    const read = this.read(name, given.map(Values.textOf).join(","))
    if (read === undefined) return Values.integer(0)
    return /^[-0-9. \t]*$/.test(read)
      ? Values.number(LongDouble.parse(read) ?? LongDouble.zero)
      : Values.text(read)
  }
}

/** The value of an expression. */
export const evaluate = (source: string, read: ReadFunction): string => {
  const value = new Parser(source, read).all()
  return value === undefined ? "0" : Values.textOf(value)
}
