/**
 * Values of live models, without what a grant hides: it names headers, and their fields may have other names.
 *
 * @since 0.2.0
 */

/** What stands for a value that somebody may not see. */
export const hidden = "<hidden>"

const numbers = ["calleridnum", "connectedlinenum", "dnid", "exten"]

const names = ["calleridname", "connectedlinename"]

/** By field, the headers of which one may be what it holds. A field that is not here has the name of its header. */
const headersOf: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["number", numbers],
  ["dialed", numbers],
  ["to", numbers],
  // Files of recordings are often named after the numbers.
  ["file", numbers],
  ["name", names],
  ["member", ["membername"]],
  ["endpoint", ["channel"]],
  ["ringing", ["interface"]]
])

/** A copy of plain data in which texts of hidden fields are replaced, and other values of theirs left out. */
export const shown = (value: object, hides: ReadonlySet<string>): unknown => {
  const isNamed = (field: string) => hides.has(field.toLowerCase())
  const isHidden = (field: string) => headersOf.get(field)?.some((name) => hides.has(name)) ?? isNamed(field)
  const copy = (field: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => copy(field, item))
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([field, value]) => [field, copy(field, value)]))
    }
    if (typeof value === "string") return isHidden(field) ? hidden : value
    return isNamed(field) ? undefined : value
  }
  return copy("", value)
}
