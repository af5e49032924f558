/**
 * Releases as a short text: `16.3-16.9` is a range within a branch, `16.3+` goes to the end of the branch, `16` is a
 * whole branch, `17*` is a branch and every later one.
 */
import type { Label } from "../model.ts"

const branchOf = (label: Label): string => label.split(".")[0] ?? label

/** The last release of each branch, which represents the whole branch from `.0` on. */
export const lastOf = (all: ReadonlyArray<Label>): string =>
  [...Map.groupBy(all, branchOf).values()].map((releases) => releases.at(-1)).join(" ")

/** Names every release of branches, given the last one of each. */
export const releasesTo = (lasts: string): ReadonlyArray<Label> =>
  lasts.split(" ").flatMap((last) => {
    const [branch = last, minor] = last.split(".")
    return minor === undefined ? [branch] : Array.from({ length: Number(minor) + 1 }, (_, n) => `${branch}.${n}`)
  })

/** Writes a subset of all releases, in order. */
export const compressed = (all: ReadonlyArray<Label>, some: ReadonlySet<Label>): string => {
  const branches = [...Map.groupBy(all, branchOf)]
  const isWhole = (releases: ReadonlyArray<Label>) => releases.every((one) => some.has(one))
  const rest = branches.length - branches.toReversed().findIndex(([, releases]) => !isWhole(releases))
  const tail = branches.every(([, releases]) => isWhole(releases)) ? 0 : rest
  return branches.flatMap(([branch, releases], index) => {
    if (index >= tail) return index === tail ? [`${branch}*`] : []
    if (isWhole(releases)) return [branch]
    return runs(releases, some).map(([first, last]) =>
      last === releases.at(-1) ? `${first}+` : first === last ? first : `${first}-${last}`
    )
  }).join(" ")
}

const runs = (releases: ReadonlyArray<Label>, some: ReadonlySet<Label>): ReadonlyArray<readonly [Label, Label]> => {
  const found: Array<[Label, Label]> = []
  releases.forEach((release, index) => {
    if (!some.has(release)) return
    const last = found.at(-1)
    if (last !== undefined && last[1] === releases[index - 1]) last[1] = release
    else found.push([release, release])
  })
  return found
}

/** Reads the subset of all releases that a text names. */
export const expanded = (all: ReadonlyArray<Label>, text: string): ReadonlySet<Label> => {
  const found = new Set<Label>()
  for (const span of text.split(" ").filter((one) => one !== "")) {
    const [, first = span, mark = ""] = /^([\w.]+)([+*]?)$/.exec(span) ?? []
    const [from = first, to] = first === span && span.includes("-") ? span.split("-") : [first, undefined]
    const isBranch = all.some((label) => branchOf(label) === from) && !all.includes(from) || from === "master"
    const begin = all.findIndex((label) => (isBranch ? branchOf(label) : label) === from)
    for (const label of begin === -1 ? [] : all.slice(begin)) {
      if (mark !== "*" && branchOf(label) !== branchOf(from)) break
      if (!isBranch && mark === "" && to === undefined && label !== from) break
      found.add(label)
      if (label === to) break
    }
  }
  return found
}

// --- In words ---------------------------------------------------------------

/** A branch in which some release has the owner, and which of those have the header. */
interface Branch {
  readonly name: Label
  readonly releases: ReadonlyArray<Label>
  readonly having: ReadonlyArray<Label>
}

const words = (labels: ReadonlyArray<Label>): string =>
  labels.length < 2 ? labels.join() : `${labels.slice(0, -1).join(", ")} and ${labels.at(-1)}`

/** Newest first, without the `.0` of a whole branch. */
const named = (labels: ReadonlyArray<Label>): string => words(labels.toReversed().map((one) => one.replace(/\.0$/, "")))

/**
 * Describes in which releases a header is written: `Since 19.6, 18.14 and 16.28.`
 *
 * Empty for what every release with its owner writes.
 */
export const inWords = (
  all: ReadonlyArray<Label>,
  owned: ReadonlySet<Label>,
  written: ReadonlySet<Label>
): string | undefined => {
  const branches = [...Map.groupBy(all.filter((label) => owned.has(label)), branchOf)].map((
    [name, releases]
  ): Branch => ({
    name,
    releases,
    having: releases.filter((label) => written.has(label))
  }))
  const begins = (branch: Branch | undefined) => branch !== undefined && branch.having[0] === branch.releases[0]
  const ends = (branch: Branch | undefined) => branch !== undefined && branch.having.at(-1) === branch.releases.at(-1)
  const since = branches.flatMap((branch, index) =>
    branch.having[0] === undefined || begins(branch) && (index === 0 || ends(branches[index - 1]))
      ? []
      : [branch.having[0]]
  )
  const last = branches.findLastIndex(({ having }) => having.length > 0)
  const until = last === branches.length - 1 ? undefined : branches[last]?.name
  if (since.length === 0 && until === undefined) return undefined
  if (since.length === 0) return `Until ${until}.`
  return until === undefined ? `Since ${named(since)}.` : `Since ${named(since)}, until ${until}.`
}
