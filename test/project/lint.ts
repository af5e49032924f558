/**
 * The project's oxlint rules, applied to samples, so that a rule that stopped working is noticed.
 */
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { posix } from "node:path"
import { projectRoot } from "./source.ts"

/** The findings in samples, given as pairs of a path and its text: place and rule, in order. */
export const linted = (samples: Readonly<Record<string, string>>): ReadonlyArray<string> => {
  const folder = mkdtempSync(posix.join(tmpdir(), "effect-ami-lint-"))
  copyFileSync(posix.join(projectRoot, ".oxlintrc.json"), posix.join(folder, ".oxlintrc.json"))
  for (const [path, text] of Object.entries(samples)) {
    mkdirSync(posix.join(folder, posix.dirname(path)), { recursive: true })
    writeFileSync(posix.join(folder, path), text)
  }
  const oxlint = posix.join(projectRoot, "node_modules/oxlint/bin/oxlint")
  const { stdout } = spawnSync(process.execPath, [oxlint, "--format", "unix"], { cwd: folder, encoding: "utf8" })
  rmSync(folder, { recursive: true })
  return stdout.split("\n").flatMap((line) => {
    const [, place, rule] = /^(.*?:\d+):\d+: .*\[\w+\/[\w-]+\(([\w-]+)\)\]$/.exec(line) ?? []
    return place === undefined || rule === undefined ? [] : [`${place} ${rule}`]
  }).sort()
}
