/**
 * A folder like a user's, with the built library and Effect in its `node_modules`, and the programs as JavaScript:
 * stripping types takes time that is not the library's.
 */
import { execFileSync } from "node:child_process"
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const newest = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((time, entry) => Math.max(time, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0)

/** Builds the library if `dist` is missing, or older than its sources. */
const build = (): void => {
  const built = statSync(at("dist/index.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built < newest(at("src"))) execFileSync("npm", ["run", "build"], { cwd: at(""), stdio: "ignore" })
}

export interface Consumer {
  readonly folder: string
  /** The path of a program, named without its extension. */
  readonly program: (name: string) => string
  /** Bundles a program and its imports, except what matches, into one file; returns its path. */
  readonly bundle: (name: string, external: RegExp | undefined) => Promise<string>
  readonly remove: () => void
}

export const makeConsumer = (): Consumer => {
  build()
  const folder = mkdtempSync(join(tmpdir(), "effect-ami-start-"))
  mkdirSync(join(folder, "node_modules/effect-ami"), { recursive: true })
  mkdirSync(join(folder, "node_modules/@effect"))
  // A copy, so that the library resolves Effect as it does when installed.
  for (const part of ["package.json", "dist"]) {
    cpSync(at(part), join(folder, "node_modules/effect-ami", part), { recursive: true })
  }
  for (const name of ["effect", "@effect/platform-node"]) {
    symlinkSync(at(`node_modules/${name}`), join(folder, "node_modules", name))
  }
  for (const file of readdirSync(at("bench/start/programs"))) {
    const source = stripTypeScriptTypes(readFileSync(at(`bench/start/programs/${file}`), "utf8"))
    writeFileSync(join(folder, file.replace(/\.ts$/, ".mjs")), source.replaceAll(/"(\.\/\w+)\.ts"/g, "\"$1.mjs\""))
  }
  const program = (name: string) => join(folder, `${name}.mjs`)
  return {
    folder,
    program,
    bundle: async (name, external) => {
      const { build } = await import("rolldown")
      const file = join(folder, `${name}.${external === undefined ? "whole" : "partly"}.mjs`)
      await build({
        input: program(name),
        platform: "node",
        ...(external === undefined ? {} : { external }),
        output: { file, minify: external === undefined, codeSplitting: false }
      })
      return file
    },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}
