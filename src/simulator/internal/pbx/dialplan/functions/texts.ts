/**
 * The functions of texts and lists (func_strings.c, func_cut.c).
 *
 * @since 0.2.0
 */
import { lowerCased } from "../../hashing.ts"
import { scanned } from "../../numbers.ts"
import { split } from "../argumentText.ts"
import * as PosixRegex from "../posixRegex.ts"
import { argumentsOf, decoded, type DialplanFunctions, encodedCharacter, ofText, type Scope } from "./function.ts"

const upper = (text: string): string => text.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase())

/** The fields of a variable's value. */
const fields = (value: string, delimiter: string): ReadonlyArray<string> =>
  delimiter === "" ? [value] : value.split(delimiter)

const valueOf = (scope: Scope, name: string): string => scope.substitute(`\${${name}}`)

/** The numbers of a range such as `2`, `1-3`, `2-` or `-3`; undefined if it is none. */
const rangeOf = (text: string): readonly [from: number, to: number] | undefined => {
  const [, from = "", dash, to = ""] = /^(\d*)(-?)(\d*)/.exec(text) ?? []
  if (dash === "-") return [from === "" ? 1 : Number(from), to === "" ? Infinity : Number(to)]
  return from === "" ? undefined : [Number(from), Number(from)]
}

const cut = (scope: Scope, data: string): string | undefined => {
  const [name, given = "", ranges] = argumentsOf(data, 3)
  if (name === undefined || ranges === undefined) return undefined
  const delimiter = given === "" ? "-" : encodedCharacter(given)[0]
  const all = fields(valueOf(scope, name), delimiter)
  const picked: Array<string> = []
  for (const text of ranges.split("&")) {
    const range = rangeOf(text)
    if (range === undefined) return undefined
    picked.push(...all.slice(Math.max(0, range[0] - 1), range[0] === 0 && range[1] === 0 ? 0 : range[1]))
  }
  return picked.join(delimiter)
}

const fieldsOf = (scope: Scope, name: string, delimiter: string): ReadonlyArray<string> => {
  const value = valueOf(scope, name)
  return value === "" ? [] : fields(value, delimiter === "" ? "" : encodedCharacter(delimiter)[0])
}

const filter = (data: string): string | undefined => {
  const comma = data.indexOf(",")
  if (comma === -1) return undefined
  const allowed = new Set<string>()
  const given = data.slice(0, comma)
  for (let at = 0; at < given.length;) {
    const [from, length] = encodedCharacter(given.slice(at))
    at += length
    if (given[at] !== "-" || at + 1 >= given.length) {
      allowed.add(from)
      continue
    }
    const [to, more] = encodedCharacter(given.slice(at + 1))
    at += 1 + more
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) allowed.add(String.fromCharCode(code))
  }
  return Array.from(data.slice(comma + 1)).filter((character) => allowed.has(character)).join("")
}

const replace = (scope: Scope, data: string): string | undefined => {
  const [name = "", find = "", by = ""] = argumentsOf(data, 3)
  if (name === "" || find === "") return undefined
  const wanted = new Set(decoded(find))
  const replacement = encodedCharacter(by)[0]
  return [...valueOf(scope, name)].map((character) => wanted.has(character) ? replacement : character).join("")
}

const replaceText = (scope: Scope, data: string): string | undefined => {
  const [name = "", find = "", by = "", most = ""] = argumentsOf(data, 4)
  if (name === "" || find === "") return undefined
  const limit = /^[1-9]\d*$/.test(most) ? Number(most) : Infinity
  const parts = valueOf(scope, name).split(find)
  return parts.reduce((text, part, at) => at === 0 ? part : text + (at <= limit ? by : find) + part, "")
}

const matches = (data: string): string | undefined => {
  // The text between the quotes, and what follows them.
  const [, pattern, rest] = split(data, "\"", 3)
  if (pattern === undefined || rest === undefined) return undefined
  const expression = PosixRegex.compile(pattern)
  if (expression === undefined) return undefined
  return expression.test(rest.startsWith(" ") ? rest.slice(1) : rest) ? "1" : "0"
}

const listFilter = (scope: Scope, data: string): string | undefined => {
  const [name = "", given = "", unwanted] = argumentsOf(data, 3)
  if (unwanted === undefined) return undefined
  const value = valueOf(scope, name)
  const delimiter = decoded(given) === "" ? "," : decoded(given)
  return value === "" ? undefined : value.split(delimiter).filter((field) => field !== unwanted).join(delimiter)
}

/** Removes the first or the last field of a variable. */
const taking = (isFirst: boolean) => (scope: Scope, data: string): string | undefined => {
  const [name = "", given = ""] = argumentsOf(data, 2)
  const value = name === "" ? "" : valueOf(scope, name)
  if (value === "") return undefined
  const delimiter = given === "" ? "," : encodedCharacter(given)[0]
  const at = isFirst ? value.indexOf(delimiter) : value.lastIndexOf(delimiter)
  scope.set(name, at === -1 ? "" : isFirst ? value.slice(at + 1) : value.slice(0, at))
  return at === -1 ? value : isFirst ? value.slice(0, at) : value.slice(at + 1)
}

/** Adds a field before or after the fields of a variable. */
const adding = (isFirst: boolean) => (scope: Scope, data: string, value: string): boolean => {
  const [name = "", given = ""] = argumentsOf(data, 2)
  if (name === "") return false
  const delimiter = given === "" ? "," : encodedCharacter(given)[0]
  const before = valueOf(scope, name.replace(/^_{1,2}/, ""))
  scope.set(name, before === "" ? value : isFirst ? value + delimiter + before : before + delimiter + value)
  return true
}

const sort = (data: string): string | undefined => {
  const entries = argumentsOf(data).flatMap((entry) => {
    const colon = entry.indexOf(":")
    return colon === -1 ? [] : [{ key: entry.slice(0, colon), value: Number.parseFloat(entry.slice(colon + 1)) || 0 }]
  })
  if (data === "") return undefined
  return entries.toSorted((one, other) => one.value - other.value).map(({ key }) => key).join(",")
}

const keypad = "22233344455566677778889999"

const keypadHash = (data: string): string =>
  [...upper(data)].flatMap((character) => {
    if (/\d/.test(character)) return [character]
    return /[A-Z]/.test(character) ? [keypad.charAt(character.charCodeAt(0) - 65)] : []
  }).join("")

/** Formats as `printf` does, with one argument for each conversion; fails when one is missing. */
const format = (data: string): string | undefined => {
  const [template = "", ...values] = argumentsOf(data)
  let at = 0
  let failed = false
  const text = template.replaceAll(
    /%([-+ 0#]*)(\d*)(?:\.(\d*))?[hlqjzt]*([a-zA-Z%])/g,
    (_, flags, width, places, kind) => {
      if (kind === "%") return "%"
      const value = values[at++]
      const shown = value === undefined ? undefined : converted(value, String(kind), String(flags), places)
      if (shown === undefined) {
        failed = true
        return ""
      }
      const filler = String(flags).includes("0") && !String(flags).includes("-") && kind !== "s" ? "0" : " "
      const size = Number(width)
      if (String(flags).includes("-")) return shown.padEnd(size)
      const isSigned = filler === "0" && /^[-+]/.test(shown)
      return isSigned ? shown.charAt(0) + shown.slice(1).padStart(size - 1, "0") : shown.padStart(size, filler)
    }
  )
  return failed ? undefined : text
}

const converted = (value: string, kind: string, flags: string, places: string | undefined): string | undefined => {
  const sign = (number: number) => number >= 0 && flags.includes("+") ? "+" : ""
  if (kind === "s") return places === undefined ? value : value.slice(0, Number(places))
  if ("diouxXc".includes(kind)) {
    const whole = scanned(value)
    if (whole === undefined) return undefined
    if (kind === "d" || kind === "i") return sign(whole) + String(whole)
    if (kind === "c") return String.fromCharCode(whole & 255)
    const radix = kind === "o" ? 8 : kind === "u" ? 10 : 16
    const digits = (whole >>> 0).toString(radix)
    return kind === "X" ? digits.toUpperCase() : digits
  }
  if ("eEfFgG".includes(kind)) {
    const number = Number.parseFloat(value)
    if (Number.isNaN(number)) return undefined
    const digits = places === undefined || places === "" ? 6 : Number(places)
    if (kind === "f" || kind === "F") return sign(number) + number.toFixed(Math.min(digits, 100))
    const power = number.toExponential(Math.min(digits, 100)).replace(/e([+-])(\d)$/, "e$10$2")
    return sign(number) + (kind === "e" || kind === "E" ? power : String(Number(number.toPrecision(digits || 1))))
  }
  return undefined
}

const trimmed = (pattern: RegExp) => ofText((data) => data.replaceAll(pattern, ""))

/** The functions of texts. */
export const functions: DialplanFunctions = {
  CSV_QUOTE: ofText((data) => `"${data.replaceAll("\"", "\"\"")}"`),
  CUT: { read: cut },
  EVAL: { read: (scope, data) => data === "" ? undefined : scope.substitute(data) },
  FIELDNUM: {
    read: (scope, data) => {
      const [name = "", delimiter = "", value] = argumentsOf(data, 3)
      return value === undefined ? undefined : String(fieldsOf(scope, name, delimiter).indexOf(value) + 1)
    }
  },
  FIELDQTY: {
    read: (scope, data) => {
      const [name = "", delimiter = ""] = argumentsOf(data, 2)
      return String(fieldsOf(scope, name, delimiter).length)
    }
  },
  FILTER: ofText(filter),
  KEYPADHASH: ofText(keypadHash),
  LEN: ofText((data) => String(data.length)),
  LISTFILTER: { read: listFilter },
  LTRIM: trimmed(/^\s+/g),
  PASSTHRU: ofText((data) => data),
  POP: { read: taking(false) },
  PUSH: { write: adding(false) },
  QUOTE: ofText((data) => data === "" ? undefined : `"${data.replaceAll(/["\\]/g, "\\$&")}"`),
  REGEX: ofText(matches),
  REPLACE: { read: replace },
  RTRIM: trimmed(/\s+$/g),
  SHIFT: { read: taking(true) },
  SORT: ofText(sort),
  SPRINTF: ofText(format),
  STRBETWEEN: {
    read: (scope, data) => {
      const [name = "", delimiter = ""] = argumentsOf(data, 2)
      return name === "" ? undefined : [...valueOf(scope, name)].join(decoded(delimiter))
    }
  },
  STRREPLACE: { read: replaceText },
  TOLOWER: ofText(lowerCased),
  TOUPPER: ofText(upper),
  TRIM: trimmed(/^\s+|\s+$/g),
  UNSHIFT: { write: adding(true) }
}
