/**
 * The mutants of `test/mutants.txt`: each breaks the library in an expression that occurs exactly once in `src`.
 */
import { readdirSync, readFileSync } from "node:fs"
import { posix } from "node:path"

interface Edit {
  search: string
  replacement: string
}

export interface Mutant {
  readonly name: string
  readonly breaks: string
  readonly tests: ReadonlyArray<string>
  readonly edits: ReadonlyArray<Edit>
}

/** The files of `src` by path, except the generated catalogue. */
export const sourcesIn = (project: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(posix.join(project, "src"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !/^catalog\/(Actions|Events|All)/.test(path))
      .map((path) => [path, readFileSync(posix.join(project, "src", path), "utf8")])
  )

/** Parses the list: a mutant is a name and a description, its tests, and the removed and inserted lines. */
export const mutantsOf = (text: string): ReadonlyArray<Mutant> =>
  text.split(/\n\n+/).filter((part) => /^[\w-]+: /.test(part)).map((part) => {
    const [head = "", tests = "", ...lines] = part.trimEnd().split("\n")
    const edits: Array<Edit> = []
    let isOpen = false
    for (const line of lines) {
      if (line.startsWith("-") && !isOpen) edits.push({ search: "", replacement: "" })
      isOpen = line.startsWith("-")
      const edit = edits.at(-1)
      if (edit === undefined) throw new Error(`${head}: nothing is taken out`)
      edit[isOpen ? "search" : "replacement"] += `${line.slice(2)}\n`
    }
    const [name = "", breaks = ""] = head.split(/: (.*)/)
    return { name, breaks, tests: tests.split(" ").slice(1), edits }
  })

/** White space matches any white space, so that formatting does not matter. */
const patternOf = (search: string): RegExp =>
  new RegExp(search.trim().split(/\s+/).map((word) => word.replace(/[^\w\s]/g, "\\$&")).join("\\s+"), "g")

/** Breaks the library in memory; returns the changed files, or the expression that does not occur once. */
export const mutated = (
  sources: ReadonlyMap<string, string>,
  edits: ReadonlyArray<Edit>
): Map<string, string> | string => {
  const changed = new Map<string, string>()
  for (const { replacement, search } of edits) {
    const pattern = patternOf(search)
    const found = [...sources].flatMap(([path, text]) =>
      [...(changed.get(path) ?? text).matchAll(pattern)].map(() => path)
    )
    const [path, ...others] = found
    if (path === undefined || others.length > 0) return `${found.length} times in src: ${search.trim()}`
    changed.set(path, (changed.get(path) ?? sources.get(path) ?? "").replace(pattern, () => replacement.trim()))
  }
  return changed
}
