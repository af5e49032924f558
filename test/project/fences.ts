/**
 * The code fences of the documentation: where each one is, its language and its marks.
 *
 * A fence opens with its language and, after a space, its marks: `ts program=watch.mts beside=pbx.mts`.
 */
import { posix } from "node:path"
import { docLines } from "./documentation.ts"
import { exists, filesUnder, lineAt, type Source } from "./source.ts"

/** A fence in the documentation. */
export interface Fence {
  readonly path: string
  /** The line of the file with the first line of the code. */
  readonly line: number
  /** The heading, or the name of the example, above it. */
  readonly title: string
  /** The first word after the backticks; empty if there is none. */
  readonly language: string
  /** What follows the language in the opening line. */
  readonly marks: string
  readonly code: string
}

const titleOf = (line: string): string | undefined =>
  /^\*\*Example\*\* \((.*)\)$/.exec(line)?.[1] ?? /^#+ (.*)$/.exec(line)?.[1]

const fencesIn = (path: string, lines: ReadonlyArray<string>, firstLine: number): ReadonlyArray<Fence> => {
  const found: Array<Fence> = []
  let title = "untitled"
  let open: Pick<Fence, "language" | "marks"> & { readonly fence: string; readonly at: number } | undefined
  for (const [index, line] of lines.entries()) {
    const [, fence, language = "", marks = ""] = /^\s*(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(line) ?? []
    if (open === undefined) {
      title = titleOf(line) ?? title
      if (fence !== undefined) open = { fence, language, marks, at: index + 1 }
    } else if (fence?.startsWith(open.fence) && language === "") {
      const { at, language, marks } = open
      found.push({ path, line: firstLine + at, title, language, marks, code: lines.slice(at, index).join("\n") })
      open = undefined
    }
  }
  return found
}

/** The fences in the doc comments of a file. */
export const fencesOfSource = (from: Source): ReadonlyArray<Fence> =>
  from.comments
    .filter((comment) => comment.type === "Block" && comment.value.startsWith("*"))
    .flatMap((comment) => fencesIn(from.path, docLines(comment), lineAt(from.text, comment.start)))

/** The fences in a Markdown file. */
export const fencesOfMarkdown = (path: string, text: string): ReadonlyArray<Fence> =>
  fencesIn(path, text.split("\n"), 1)

/** Whether a fence holds TypeScript that is type-checked. */
export const isTypeScript = ({ language, marks }: Fence): boolean =>
  /^(ts|typescript)$/.test(language) && !/\bbefore\b/.test(marks)

/** The value of a mark such as `program=watch.mts`. */
export const markOf = ({ marks }: Fence, name: string): string | undefined =>
  marks.split(/\s+/).find((mark) => mark.startsWith(`${name}=`))?.slice(name.length + 1)

/** The Markdown files that are part of the package, for its users. */
export const pages = (): ReadonlyArray<string> => [
  ...["README.md", "AGENTS.md", "CHANGELOG.md"].filter(exists),
  ...filesUnder("docs", (path) => posix.extname(path) === ".md")
]
