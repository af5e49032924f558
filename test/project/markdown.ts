/**
 * The rules for the pages of the documentation: no dead links, and short pages.
 */
import { posix } from "node:path"

/** A page with its text. */
export interface Page {
  readonly path: string
  readonly text: string
}

const withoutFences = (text: string): string =>
  text.replaceAll(/^(\s*)(`{3,}|~{3,})[^]*?^\s*\2\s*$/gm, "").replaceAll(/`[^`\n]*`/g, "")

const linksOf = (text: string): ReadonlyArray<string> =>
  [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target)

const isWeb = (target: string): boolean => /^[a-z]+:/.test(target)

/** The anchors that GitHub gives to the headings of a page. */
export const anchorsOf = (text: string): ReadonlySet<string> => {
  const found = new Set<string>()
  const body = text.replaceAll(/^(`{3,}|~{3,})[^]*?^\1\s*$/gm, "")
  for (const [, heading = ""] of body.matchAll(/^#{1,6} (.*)$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase()
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(/\s/g, "-")
    let unused = anchor
    for (let count = 1; found.has(unused); count++) unused = `${anchor}-${count}`
    found.add(unused)
  }
  return found
}

/** The links of a page to missing files and headings; `read` returns undefined for a file that does not exist. */
export const deadLinks = (page: Page, read: (path: string) => string | undefined): ReadonlyArray<string> =>
  linksOf(page.text).filter((target) => !isWeb(target)).flatMap((link) => {
    const [file = "", anchor] = link.split("#")
    const target = file === "" ? page.path : posix.join(posix.dirname(page.path), file)
    const text = file === "" ? page.text : read(target)
    if (text === undefined) return [`${page.path} links to ${target}, which is not there`]
    return anchor === undefined || anchorsOf(text).has(anchor)
      ? []
      : [`${page.path} links to ${target}#${anchor}, and there is no such heading`]
  })

/** The project files that a page names in code, such as `src/index.ts`, and that are missing. */
export const deadPaths = (page: Page, exists: (path: string) => boolean): ReadonlyArray<string> => {
  const text = page.text.replaceAll(/^(\s*)(`{3,}|~{3,})[^]*?^\s*\2\s*$/gm, "")
  return [...text.matchAll(/`((?:src|test|docs|scripts|tools|bench|examples|api)\/[\w./-]*)`/g)]
    .map(([, path = ""]) => path)
    .filter((path) => !exists(path))
    .map((path) => `${page.path} names ${path}, which is not there`)
}

/** The links of a page to what the tarball does not have; `files` are those of package.json. */
export const linksOutside = (page: Page, files: ReadonlyArray<string>): ReadonlyArray<string> => {
  const shipped = [...files, "README.md", "LICENSE", "package.json"]
  const isShipped = (target: string) =>
    shipped.some((glob) => posix.matchesGlob(target, glob) || glob.startsWith(`${target.replace(/\/$/, "")}/`))
  return linksOf(page.text).filter((link) =>
    isWeb(link)
    || !link.startsWith("#") && !isShipped(posix.join(posix.dirname(page.path), link.split("#")[0] ?? ""))
  ).map((link) => `${page.path} links to ${link}, which is not in the package`)
}

/** The maximum number of lines of a page: nobody reads longer ones. */
const budgets: Readonly<Record<string, number>> = {
  "docs/options.md": 420,
  "README.md": 250,
  "AGENTS.md": 120,
  "CHANGELOG.md": Infinity,
  "docs/README.md": 80,
  "docs/command-line.md": 170,
  // The help of every command.
  "docs/cli.md": 1500,
  "docs/call-records.md": 360,
  "docs/brokers.md": 270,
  "docs/calls.md": 240,
  "docs/contract.md": 300,
  "docs/models.md": 240
}

/** A page does not exceed its budget. */
export const longPages = (pages: ReadonlyArray<Page>): ReadonlyArray<string> =>
  pages.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n").length
    const most = budgets[path] ?? 150
    return lines > most ? [`${path} has ${lines} lines; ${most} are its budget`] : []
  })
