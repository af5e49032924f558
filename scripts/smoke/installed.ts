/**
 * The runtimes that the checks of the built package run on: Bun, Deno and other versions of Node.
 *
 * They come from npm, exactly those of the lock file, only into `scripts/smoke/runtimes`.
 */
import { spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import packageJson from "./runtimes/package.json" with { type: "json" }

/** The name of a runtime in the package.json of its folder. */
export type RuntimeName = keyof typeof packageJson.dependencies

const folder = fileURLToPath(new URL("./runtimes", import.meta.url))
const installed = (path: string): string => `${folder}/node_modules/${path}`

const runs = (file: string): boolean => spawnSync(file, ["--version"], { stdio: "ignore" }).status === 0

/** The program in the packages of a scope, of which npm installs the one for this machine. */
const ofScope = (scope: string, program: string): ReadonlyArray<string> => {
  try {
    return readdirSync(installed(scope)).map((name) => installed(`${scope}/${name}/${program}`))
  } catch {
    return []
  }
}

const candidates: Readonly<Record<RuntimeName, () => ReadonlyArray<string>>> = {
  bun: () => ofScope("@oven", "bin/bun"),
  deno: () => ofScope("@deno", "deno"),
  "node-20": () => [installed("node-20/bin/node")],
  "node-22": () => [installed("node-22/bin/node")]
}

/** The path of a runtime; undefined if it is not installed. */
export const programOf = (name: RuntimeName): string | undefined => candidates[name]().find(runs)

/** The version of a runtime. */
export const versionOf = (name: RuntimeName): string => packageJson.dependencies[name].replace("npm:node@", "")

/** Installs missing runtimes. */
export const install = (...names: ReadonlyArray<RuntimeName>): void => {
  if (names.every((name) => programOf(name) !== undefined)) return
  spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] })
}
