/**
 * What the history says about an event, an action, or one of their headers.
 */
import { type Label, readHistory } from "../model.ts"
import { expanded, inWords, releasesTo } from "./spans.ts"

const { owners, releases } = readHistory()
const all = releasesTo(releases)
const everywhere: ReadonlySet<Label> = new Set(all)

/** The first release that the types are true for. */
const supported = all.slice(all.indexOf("16.0"))

const spansOf = (key: string): Readonly<Record<string, string>> => owners[key] ?? {}

const owned = (key: string): ReadonlySet<Label> => {
  const span = spansOf(key)[""]
  return span === undefined ? everywhere : expanded(all, span)
}

const writing = (key: string, field: string): ReadonlySet<Label> => {
  const span = spansOf(key)[field]
  return span === undefined ? owned(key) : expanded(all, span)
}

/** Whether every release from 16.0 on that has an event or an action writes this header. */
export const isAlwaysWritten = (key: string, field: string): boolean => {
  const [having, written] = [owned(key), writing(key, field)]
  return supported.every((label) => !having.has(label) || written.has(label))
}

/** Says which releases write a header, unless all that have its owner do. */
export const releasesOfField = (key: string, field: string): string | undefined =>
  inWords(all, owned(key), writing(key, field))

/** Says since when an event or an action exists, unless 16.0 has it. */
export const releasesOfOwner = (key: string): string | undefined => {
  const having = owned(key)
  return having.has("16.0") || spansOf(key)[""] === ""
    ? undefined
    : inWords(all, everywhere, having)?.replace("Since", "Since Asterisk")
}
