/**
 * Removes the folders named as arguments: `node scripts/clean.ts dist`.
 *
 * Anything outside the project is refused, and so are the project itself, its
 * sources, and what belongs to git and npm.
 */
import { existsSync, realpathSync, rmSync } from "node:fs"
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path"
import { fileURLToPath } from "node:url"

const project = realpathSync(fileURLToPath(new URL("..", import.meta.url)))

const kept = ["", "..", ".git", "node_modules", "scripts", "src", "test"]

const mayBeRemoved = (path: string): boolean => {
  const [first = ""] = relative(project, path).split(sep)
  return !isAbsolute(first) && !kept.includes(first)
}

/** The path with symbolic links resolved, so that one that leads out of the project is noticed. */
const locate = (path: string): string =>
  join(existsSync(dirname(path)) ? realpathSync(dirname(path)) : locate(dirname(path)), basename(path))

for (const folder of process.argv.slice(2)) {
  const located = locate(resolve(folder))
  if (!mayBeRemoved(located)) {
    console.error(`clean: ${folder} is not a folder that may be removed`)
    process.exit(1)
  }
  rmSync(located, { recursive: true, force: true })
}
