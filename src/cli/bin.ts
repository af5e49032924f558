#!/usr/bin/env node
/**
 * The entry of the command `ami`: it checks the version of Node, answers `--version`, and loads the rest.
 *
 * It parses on any Node since 14, so that an old one gets a sentence and not a syntax error. Nothing of Effect is
 * loaded before that.
 *
 * @since 0.2.0
 */
import * as Module from "node:module"

/** The version of the package; the bundle replaces it. */
declare const AMI_VERSION: string | undefined

const version = typeof AMI_VERSION === "string" ? AMI_VERSION : "development"

/** The code in a compressed file. */
const unpacked = (file: URL): Buffer =>
  process.getBuiltinModule("node:zlib").brotliDecompressSync(
    process.getBuiltinModule("node:fs").readFileSync(file)
  )

/**
 * Starts `ami serve` or `ami gateway` once more in its place, with less memory for what is new. They run for months, and V8
 * would let that memory grow to 130 MB, whatever the program keeps. If the flag is set already, it stays.
 */
const startInLess = (): void => {
  const flag = "--max-semi-space-size"
  const own = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((option) => option.includes(flag))
  if (own || process.platform === "win32" || process.execve === undefined) return
  process.execve(
    process.execPath,
    [process.execPath, `${flag}=16`, ...process.execArgv, ...process.argv.slice(1)],
    process.env
  )
}

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
const [first, ...others] = process.argv.slice(2)

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`ami: Node ${process.versions.node} is too old: ami needs Node 22.19 or later\n`)
  process.exitCode = 1
} else if ((first === "--version" || first === "-v") && others.length === 0) {
  process.stdout.write(`ami ${version}\n`)
} else {
  if (process.argv.some((word) => /^(?:serve|dashboard|gateway)$/.test(word))) startInLess()
  Module.enableCompileCache()
  // The bundle has some files compressed.
  Module.registerHooks({
    load: (url, context, next) =>
      url.endsWith(".js.br")
        ? { format: "module", shortCircuit: true, source: unpacked(new URL(url)) }
        : next(url, context)
  })
  import("./main.ts").then(({ main }) => main(version))
}
