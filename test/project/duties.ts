/**
 * What each fence of the documentation must do, except TypeScript.
 *
 * | language | check |
 * |---|---|
 * | `ini` | options and privilege classes exist; `; sends:` and `; reads:` name what the account needs, no more and no less |
 * | `ini dialplan` | each line is an extension of `extensions.conf` |
 * | `sh` | scripts, packages and programs exist; what runs `ami` is a shell program |
 * | `json` | parses |
 * | `js before`, `ts before` | parses, and has at most 15 lines: the program that a reader replaces |
 * | `py before` | has at most 15 lines |
 * | `text` | free: an output, or the content of a screen |
 *
 * Any other language is rejected.
 */
import { AmiPermission } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import { spawnSync } from "node:child_process"
import { parseSync } from "rolldown/utils"
import { type Fence, isTypeScript, markOf } from "./fences.ts"

/** What the fences of a page may refer to. */
export interface Surroundings {
  /** The scripts of package.json. */
  readonly scripts: ReadonlyArray<string>
  /** The package itself, and those that it is used or developed with. */
  readonly packages: ReadonlyArray<string>
  /** The names of the programs in the documentation. */
  readonly programs: ReadonlyArray<string>
}

/** The errors in a fence, each with its place; none for TypeScript, which the compiler checks. */
export const faultsOf = (fence: Fence, surroundings: Surroundings): ReadonlyArray<string> => {
  const at = (index: number, fault: string) => `${fence.path}:${fence.line + index} ${fault}`
  const whole = (fault: string) => [at(0, fault)]
  if (/\bbefore\b/.test(fence.marks)) return before(fence).map((fault) => at(0, fault))
  if (isTypeScript(fence)) return []
  switch (fence.language) {
    case "ini":
      return (fence.marks === "dialplan" ? dialplan : ini)(fence.code, at)
    case "sh":
      // The tests of the command line run what `ami` is given (test/cli/examples.test.ts).
      if (/^(ami|npx effect-ami-cli) /m.test(fence.code)) return shell(fence.code).flatMap(whole)
      return fence.code.split("\n").flatMap((line, index) =>
        command(line, surroundings).map((fault) => at(index, fault))
      )
    case "json":
      return json(fence.code).map((fault) => at(0, fault))
    case "text":
      return []
    case "html":
    case "python":
      // Run as they stand there (test/gateway/python.test.ts, test/gateway/browser).
      if (fence.path === "docs/gateway.md") return []
      return whole(`has a fence in "${fence.language}": no check is known for it`)
    default:
      return whole(`has a fence in "${fence.language}": no check is known for it`)
  }
}

const json = (code: string): ReadonlyArray<string> => {
  try {
    JSON.parse(code)
    return []
  } catch (error) {
    return [String(error)]
  }
}

const longestBefore = 15

/** Code of other clients and other versions, which is parsed and never run. */
const before = ({ code, language }: Fence): ReadonlyArray<string> => {
  const lines = code.split("\n").length
  const long = lines > longestBefore ? [`has ${lines} lines of what was before; ${longestBefore} are enough`] : []
  if (language === "py") return long
  if (language !== "js" && language !== "ts") return [`has code in "${language}" of before: no check is known for it`]
  const { errors } = parseSync(`before.${language}`, code, { lang: language, sourceType: "unambiguous" })
  return [...long, ...errors.map(({ message }) => `does not parse: ${message}`)]
}

// --- Asterisk's configuration -----------------------------------------------

/** The options that the documentation may use, as Asterisk reads them in manager.c, http.c and tcptls.c. */
const options = new Set(
  `acl allowmultiplelogin authlimit authtimeout bindaddr bindport brokeneventsaction channelvars debug deny disabledevents
  displayconnects enabled eventfilter httptimeout permit port prefix read secret session_inactivity session_keep_alive
  sessionlimit setvar timestampevents tlsbindaddr tlscafile tlscertfile tlscipher tlsdisablev1 tlsdisablev11
  tlsdisablev12 tlsenable tlsprivatekey webenabled write writetimeout`.split(/\s+/)
)

const classes: ReadonlySet<string> = new Set([...AmiPermission.classes, "all"])

type At = (index: number, fault: string) => string

const list = (value: string): ReadonlyArray<string> => value.split(/[\s,]+/).filter((word) => word !== "")

interface Section {
  readonly at: number
  readonly sends: Array<string>
  readonly reads: Array<string>
  readonly granted: Map<string, { readonly at: number; readonly names: ReadonlyArray<string> }>
}

const ini = (code: string, at: At): ReadonlyArray<string> => {
  const faults: Array<string> = []
  const sections: Array<Section> = []
  for (const [index, line] of code.split("\n").entries()) {
    const [, uses, names = ""] = /^;\s*(sends|reads):(.*)$/.exec(line) ?? []
    const [text = ""] = line.split(/\s*;/)
    const section = sections.at(-1)
    if (uses === "sends" || uses === "reads") {
      if (section === undefined) faults.push(at(index, `${uses} nothing in no section`))
      else section[uses].push(...list(names))
    } else if (/^\[[\w.-]+\](\(\+?\w*\))?$/.test(text)) {
      sections.push({ at: index, sends: [], reads: [], granted: new Map() })
    } else if (text.trim() !== "") {
      const [, name = "", value] = /^\s*(\w+)(?:\(.*\))?\s*=>?\s*(.*)$/.exec(text) ?? []
      if (value === undefined) faults.push(at(index, `is neither a section nor an option: ${line}`))
      else if (!options.has(name)) faults.push(at(index, `has an option that Asterisk does not know: ${name}`))
      else if (name === "read" || name === "write") {
        section?.granted.set(name, { at: index, names: list(value) })
        faults.push(...list(value).filter((word) => !classes.has(word)).map((word) => at(index, `${word} is no class`)))
      }
    }
  }
  return [...faults, ...sections.flatMap((section) => account(section, at))]
}

/** Compares an account's rights with what its comments say that the program sends and reads. */
const account = ({ at: start, granted, reads, sends }: Section, at: At): ReadonlyArray<string> => {
  if (sends.length + reads.length === 0) return []
  const unknown = [
    ...sends.filter((name) => AllActions.byName(name) === undefined),
    ...reads.filter((name) => AllEvents.byName(name) === undefined)
  ]
  if (unknown.length > 0) return [at(start, `names no action or event: ${unknown.join(", ")}`)]
  const needed = AmiPermission.account({
    sends: sends.flatMap((name) => AllActions.byName(name) ?? []),
    reads: reads.flatMap((name) => AllEvents.byName(name) ?? [])
  })
  // The client itself reads `system` events, which announce that Asterisk has booted.
  const wanted = { read: [...new Set(["system", ...needed.read])], write: needed.write }
  return (["read", "write"] as const).flatMap((kind) => {
    const has = [...granted.get(kind)?.names ?? []].sort().join(",")
    const needs = [...wanted[kind]].sort().join(",")
    return has === needs ? [] : [at(granted.get(kind)?.at ?? start, `${kind} is ${has}, and must be ${needs}`)]
  })
}

const dialplan = (code: string, at: At): ReadonlyArray<string> =>
  code.split("\n").flatMap((line, index) =>
    /^(\[[\w-]+\]|exten => [\w*#.!-]+,[\w()+]+,\w+\(.*\)|\s*same => n(\(\w+\))?,\w+\(.*\))?\s*(;.*)?$/.test(line)
      ? []
      : [at(index, `is no line of a dialplan: ${line}`)]
  )

// --- Commands ---------------------------------------------------------------

/** Programs of Asterisk's machine, which cannot be checked here. */
const ofThePbx = new Set(["asterisk", "fwconsole", "openssl", "sudo"])

const shell = (code: string): ReadonlyArray<string> => {
  const { status, stderr } = spawnSync("bash", ["-n"], { input: code, encoding: "utf8" })
  return status === 0 ? [] : [`does not parse: ${stderr}`]
}

const command = (line: string, { packages, programs, scripts }: Surroundings): ReadonlyArray<string> =>
  line.replace(/\s*#.*$/, "").split(/\s*&&\s*/).flatMap((text) => {
    const [program = "", ...words] = text.trim().split(/\s+/)
    const args = words.filter((word) => !word.startsWith("-"))
    if (program === "" || ofThePbx.has(program)) return []
    if (program === "node" || program === "bun" || program === "deno") {
      const file = args.find((arg) => /\.\w+$/.test(arg)) ?? ""
      return programs.includes(file) ? [] : [`runs ${file}, which is no program of the documentation`]
    }
    if (program !== "npm") return [`runs ${program}, of which nothing is known`]
    const [verb = "", ...rest] = args
    switch (verb) {
      case "init":
      case "ci":
        return []
      case "i":
      case "install":
      case "add":
        return rest.filter((name) => !packages.includes(name)).map((name) => `installs ${name}: no package of ours`)
      case "run":
      case "test":
      case "start": {
        const script = verb === "run" ? rest[0] ?? "" : verb
        return scripts.includes(script) ? [] : [`runs the script ${script}, which package.json does not have`]
      }
      default:
        return [`runs npm ${verb}, of which nothing is known`]
    }
  })

/** The name of a program of the documentation, such as `watch.mts`. */
export const programOf = (fence: Fence): string | undefined => markOf(fence, "program")
