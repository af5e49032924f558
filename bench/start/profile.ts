/**
 * Where the time of a program goes, according to V8's profiler: what Node's loader does with the files, and what the
 * modules do once they run.
 */
import { readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { runCold } from "./cold.ts"

interface CpuProfile {
  readonly nodes: ReadonlyArray<
    { readonly id: number; readonly callFrame: { readonly functionName: string; readonly url: string } }
  >
  /** In microseconds, as `timeDeltas`. */
  readonly startTime: number
  readonly samples: ReadonlyArray<number>
  readonly timeDeltas: ReadonlyArray<number>
}

type Frame = CpuProfile["nodes"][number]["callFrame"]

export interface Share {
  readonly name: string
  readonly millis: number
}

export interface Profile {
  readonly importing: ReadonlyArray<Share>
  /** The modules that take longest to run, without the time that Node takes to load them. */
  readonly modules: ReadonlyArray<Share>
  /** From there to the end: connection, login, Ping and logoff. */
  readonly connecting: ReadonlyArray<Share>
  readonly functions: ReadonlyArray<Share>
}

/** Node's C++ functions have no file. */
const natives: Readonly<Record<string, string>> = {
  "(garbage collector)": "garbage collection",
  "(program)": "V8 and Node outside of JavaScript",
  "(idle)": "waiting",
  getPackageScopeConfig: "package.json",
  getNearestParentPackageJSON: "package.json",
  getNearestParentPackageJSONType: "package.json",
  ModuleWrap: "compiling",
  compileFunctionForCJSLoader: "compiling",
  evaluate: "V8 and Node outside of JavaScript"
}

const labels: Readonly<Record<string, string>> = {
  compiling: "compiling the source of modules (all of it is read, comments too)",
  "package.json": "package.json: which package a file belongs to, and what it exports",
  resolving: "finding files: names to URLs to paths, checking whether they exist, links",
  reading: "opening and reading files",
  loader: "the rest of Node's loader: jobs, maps, links between modules"
}

const packageOf = (url: string): string | undefined =>
  /node_modules\/(?:.*node_modules\/)?((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]

const dutyOf = ({ functionName, url }: Frame): string => {
  if (url.startsWith("file:")) return `running ${packageOf(url) ?? "the program itself"}`
  if (/compileSourceTextModule|compileForInternalLoader|wrapSafe/.test(functionName)) return "compiling"
  if (url.includes("package_json_reader")) return "package.json"
  if (/esm\/(resolve|get_format)|internal\/url|node:path|internal\/modules\/helpers/.test(url)) return "resolving"
  if (/internal\/modules|internal\/vm/.test(url)) return "loader"
  if (/node:fs|internal\/fs|encoding|node:buffer|internal\/buffer/.test(url)) {
    return /realpath|stat/i.test(functionName) ? "resolving" : "reading"
  }
  if (url.startsWith("node:")) return "other modules of Node"
  if (/^(internalModuleStat|lstat|parse|pathToFileURL|realpath|canParse|domainToASCII)$/.test(functionName)) {
    return "resolving"
  }
  if (/^(read|open|close|fstat|decodeUTF8|readFileUtf8)$/.test(functionName)) return "reading"
  return natives[functionName] ?? "V8 and Node outside of JavaScript"
}

const fileOf = (url: string): string => /node_modules\/(?:.*node_modules\/)?(.*)$/.exec(url)?.[1] ?? url

const moduleOf = ({ url }: Frame): string | undefined => url.startsWith("file:") ? fileOf(url) : undefined

const functionOf = ({ functionName, url }: Frame): string => `${functionName || "(unnamed)"} ${fileOf(url)}`

/** A profile of one process, and when it had imported everything. */
interface Taken {
  readonly profile: CpuProfile
  readonly imported: number
}

type Phase = "import" | "connect"

const sums = ({ imported, profile }: Taken, phase: Phase, nameOf: (frame: Frame) => string | undefined) => {
  const names = new Map(profile.nodes.map(({ callFrame, id }) => [id, nameOf(callFrame)]))
  const sum = new Map<string, number>()
  let at = profile.startTime
  profile.samples.forEach((id, index) => {
    const name = names.get(id)
    const delta = profile.timeDeltas[index] ?? 0
    at += delta
    if (name === undefined || at > imported === (phase === "import")) return
    sum.set(name, (sum.get(name) ?? 0) + delta / 1000)
  })
  return sum
}

/** The mean of several processes, so that no outlier is shown. */
const mean = (taken: ReadonlyArray<Taken>, phase: Phase, nameOf: (frame: Frame) => string | undefined) => {
  const all = taken.map((one) => sums(one, phase, nameOf))
  return [...new Set(all.flatMap((one) => [...one.keys()]))]
    .map((name): Share => ({
      name: labels[name] ?? name,
      millis: all.reduce((sum, one) => sum + (one.get(name) ?? 0), 0) / all.length
    }))
    .sort((a, b) => b.millis - a.millis)
}

export const profile = async (
  program: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
  times: number
): Promise<Profile> => {
  const written = join(folder, "profiles")
  const taken: Array<Taken> = []
  for (let index = 0; index < times; index++) {
    const reported = await runCold(
      ["--cpu-prof", "--cpu-prof-interval=200", `--cpu-prof-dir=${written}`, program],
      environment
    )
    const [file = ""] = readdirSync(written)
    const text = readFileSync(join(written, file), "utf8")
    taken.push({ profile: JSON.parse(text), imported: reported.ticks["imported"] ?? Number.NaN })
    rmSync(written, { recursive: true })
  }
  return {
    importing: mean(taken, "import", dutyOf),
    modules: mean(taken, "import", moduleOf).slice(0, 15),
    connecting: mean(taken, "connect", dutyOf),
    functions: mean(taken, "connect", functionOf).slice(0, 25)
  }
}
