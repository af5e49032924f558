/**
 * Reads a git directory of Asterisk: its releases, and files of one of them.
 */
import { spawnSync } from "node:child_process"

const run = (git: string, args: ReadonlyArray<string>, input?: string): Buffer => {
  const { error, status, stderr, stdout } = spawnSync("git", [`--git-dir=${git}`, ...args], {
    maxBuffer: 2 ** 31,
    ...(input === undefined ? {} : { input })
  })
  if (status === 0) return stdout
  console.error(error?.message ?? stderr.toString())
  process.exit(1)
}

/** A release: its label, such as `16.28`, and the tag or branch that has it. */
export interface Release {
  readonly label: string
  readonly branch: number
  readonly revision: string
}

/** The first release of each minor version from 13.0 on, and the development branch, in the order of branches. */
export const releasesOf = (git: string): ReadonlyArray<Release> => {
  const tags = run(git, ["tag", "--list"]).toString().split("\n").flatMap((tag): ReadonlyArray<Release> => {
    const [, branch = "", minor = ""] = /^(\d+)\.(\d+)\.0$/.exec(tag) ?? []
    return Number(branch) < 13 ? [] : [{ label: `${branch}.${minor}`, branch: Number(branch), revision: tag }]
  })
  const inOrder = tags.sort((one, other) => one.label.localeCompare(other.label, "en", { numeric: true }))
  return [...inOrder, { label: "master", branch: Infinity, revision: "master" }]
}

/** The abbreviated commit of a tag or a branch. */
export const commitOf = (git: string, revision: string): string =>
  run(git, ["rev-parse", "--short=12", `${revision}^{commit}`]).toString().trim()

/** The C files of a release by path, each with its object. */
export const filesOf = (git: string, { revision }: Release): ReadonlyMap<string, string> =>
  new Map(
    run(git, ["ls-tree", "-r", revision, "--", ...folders]).toString().split("\n").flatMap((line) => {
      const [, object, path] = /^\d+ blob (\w+)\t(.*\.c)$/.exec(line) ?? []
      return object === undefined || path === undefined ? [] : [[path, object] as const]
    })
  )

const folders = ["addons", "apps", "cdr", "cel", "channels", "main", "pbx", "res"]

/** The texts of objects, in batches that fit into memory. */
export const readAll = (
  git: string,
  objects: ReadonlyArray<string>,
  use: (object: string, text: string) => void
): void => {
  const portion = 400
  for (let from = 0; from < objects.length; from += portion) {
    const wanted = objects.slice(from, from + portion)
    const output = run(git, ["cat-file", "--batch"], `${wanted.join("\n")}\n`)
    let at = 0
    for (const object of wanted) {
      const end = output.indexOf("\n", at)
      const size = Number(output.toString("latin1", at, end).split(" ")[2])
      use(object, output.toString("utf8", end + 1, end + 1 + size))
      at = end + 1 + size + 1
    }
  }
}
