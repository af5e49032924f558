/**
 * Filters of events: what `Filter` and the accounts' `eventfilter` may say, and which events pass.
 *
 * Asterisk 16 knows regular expressions alone; 22 also criteria such as `name(Hangup),header(Cause),method(exact)`
 * (manager.c, manager_add_filter and should_send_event).
 *
 * @since 0.2.0
 */
import type { Version } from "./actionList.ts"
import * as PosixRegex from "./pbx/dialplan/posixRegex.ts"

/** A filter. It looks at the text of an event. */
export interface Filter {
  readonly isExclusion: boolean
  readonly matches: (name: string, text: string) => boolean
}

/** Why there is no such filter: the expression does not compile, or the criteria cannot be read. */
export type Fault = "compile" | "format"

type Method = "regex" | "exact" | "starts_with" | "ends_with" | "contains" | "none"

const methods: ReadonlyArray<Method> = ["regex", "exact", "starts_with", "ends_with", "contains", "none"]

type Test = (value: string) => boolean

const testOf = (method: Method, pattern: string): Test | Fault => {
  switch (method) {
    case "regex": {
      const expression = PosixRegex.compile(pattern)
      return expression === undefined ? "compile" : (value) => expression.test(value)
    }
    case "exact":
      return (value) => value === pattern
    case "starts_with":
      return (value) => value.startsWith(pattern)
    case "ends_with":
      return (value) => value.endsWith(pattern)
    case "contains":
      return (value) => value.includes(pattern)
    case "none":
      return () => true
  }
}

interface Criteria {
  isExclusion: boolean | undefined
  name: string | undefined
  header: string | undefined
  method: Method
}

/** Reads `action(…),name(…),header(…),method(…)` in any order; undefined if anything else is in it. */
const criteriaOf = (text: string): Criteria | undefined => {
  const words = text.split(/[ ,)]+/).filter((word) => word !== "")
  const read: Criteria = { isExclusion: undefined, name: undefined, header: undefined, method: "none" }
  for (const word of words) {
    const paren = word.indexOf("(")
    const value = paren === -1 ? "" : word.slice(paren + 1).trim()
    if (value === "") return undefined
    if (word.startsWith("action")) {
      if (value !== "include" && value !== "exclude") return undefined
      read.isExclusion = value === "exclude"
    } else if (word.startsWith("name")) read.name = value
    else if (word.startsWith("header")) read.header = value.endsWith(":") ? value : `${value}:`
    else if (word.startsWith("method")) {
      const method = methods.find((one) => one === value)
      if (method === undefined) return undefined
      read.method = method
    } else return undefined
  }
  return words.length === 0 ? undefined : read
}

/** Whether a header of this name has a value that is not empty and passes. */
const hasHeader = (text: string, header: string, test: Test): boolean =>
  text.split("\n").some((line) => {
    if (!line.startsWith(header)) return false
    const value = line.slice(header.length).replace(/\r$/, "").trimStart()
    return value !== "" && test(value)
  })

/** Makes a filter from criteria, which may be empty, and a pattern. A pattern that starts with `!` excludes. */
export const make = (version: Version, criteria: string, given: string): Filter | Fault => {
  const excludes = given.startsWith("!")
  const pattern = excludes ? given.slice(1) : given
  if (version === "16" || criteria === "") {
    if (version !== "16" && pattern === "") return "format"
    const test = testOf("regex", pattern)
    return typeof test === "string" ? test : { isExclusion: excludes, matches: (_, text) => test(text) }
  }
  const read = criteriaOf(criteria)
  if (read === undefined || (pattern === "") !== (read.method === "none")) return "format"
  const { header, isExclusion = excludes, method, name } = read
  if (name === undefined && header === undefined && method === "none") return "format"
  const test = testOf(method, pattern)
  if (typeof test === "string") return test
  return {
    isExclusion,
    matches: (event, text) =>
      (name === undefined || name === event) && (header === undefined ? test(text) : hasHeader(text, header, test))
  }
}

/** The filters of a session. Without one that includes, everything is included. */
export class Filters {
  private readonly includes: Array<Filter> = []
  private readonly excludes: Array<Filter> = []

  /** Adds one; it cannot be removed. */
  add(filter: Filter): void {
    ;(filter.isExclusion ? this.excludes : this.includes).push(filter)
  }

  /** Whether an event passes. Its text is only made if there is a filter. */
  pass(name: string, text: () => string): boolean {
    const { excludes, includes } = this
    const matches = (filter: Filter) => filter.matches(name, text())
    return (includes.length === 0 || includes.some(matches)) && !excludes.some(matches)
  }
}
