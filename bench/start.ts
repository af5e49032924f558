/**
 * How long a program takes from its start to Asterisk's first answer, in a cold process each time.
 *
 *   node bench/start.ts [--rounds 15] [--json FILE]
 *   node bench/start.ts --imports [--rounds 15]     only what the library adds to `effect`
 *
 * Programs that use the built library as users import it are compared with a bare socket, and with programs that only
 * import Effect; they take turns, and medians are printed. Then what each import adds, and where the profiler finds time.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { startPeer } from "./peer.ts"
import { type Cold, median, node, runCold } from "./start/cold.ts"
import { type Consumer, makeConsumer } from "./start/consumer.ts"
import { type Profile, profile, type Share } from "./start/profile.ts"
import { printTable } from "./table.ts"

interface Program {
  readonly name: string
  readonly path: string
  readonly environment?: Readonly<Record<string, string>>
}

interface Start {
  readonly name: string
  readonly wallMillis: number
  readonly cpuMillis: number
  readonly rssMegabytes: number
  readonly importMillis: number
  readonly connectMillis: number | undefined
  readonly answerMillis: number | undefined
}

interface Import {
  readonly specifier: string
  readonly millis: number
  readonly modules: number
  readonly kilobytes: number
}

const programsOf = async ({ bundle, folder, program }: Consumer): Promise<ReadonlyArray<Program>> => [
  { name: "Node alone", path: program("nothing") },
  { name: "bare socket", path: program("socket") },
  { name: "effect", path: program("effect") },
  { name: "effect by paths", path: program("effectPaths") },
  { name: "effect, NodeRuntime", path: program("runtime") },
  { name: "effect, NodeRuntime by path", path: program("runtimePath") },
  { name: "effect-ami", path: program("effectAmi") },
  { name: "effect-ami by paths", path: program("effectAmiPaths") },
  { name: "effect-ami, NodeRuntime (README)", path: program("readme") },
  {
    name: "effect-ami, compile cache",
    path: program("effectAmi"),
    environment: { NODE_COMPILE_CACHE: join(folder, "cache") }
  },
  { name: "effect-ami in one file, effect not", path: await bundle("effectAmi", /^(?:@effect\/|effect(?:\/|$))/) },
  { name: "effect-ami and effect in one file", path: await bundle("effectAmi", undefined) }
]

const summary = (name: string, runs: ReadonlyArray<Cold>): Start => {
  const between = (from: string | undefined, to: string): number | undefined =>
    runs.every(({ marks }) => to in marks)
      ? median(
        runs.map(({ marks }) => (marks[to] ?? Number.NaN) - (from === undefined ? 0 : marks[from] ?? Number.NaN))
      )
      : undefined
  return {
    name,
    wallMillis: median(runs.map((run) => run.wallMillis)),
    cpuMillis: median(runs.map((run) => run.cpuMillis)),
    rssMegabytes: median(runs.map((run) => run.rssMegabytes)),
    importMillis: between(undefined, "imported") ?? Number.NaN,
    connectMillis: between("imported", "connected"),
    answerMillis: between("connected", "answered")
  }
}

const measure = async (programs: ReadonlyArray<Program>, port: number, rounds: number): Promise<Array<Start>> => {
  const runs = programs.map((): Array<Cold> => [])
  // The first round fills the file cache, and the compile cache.
  for (let round = -1; round < rounds; round++) {
    for (const [index, { environment, path }] of programs.entries()) {
      const run = await runCold([path], { ...environment, AMI_PORT: String(port) })
      if (round >= 0) runs[index]?.push(run)
    }
  }
  return programs.map(({ name }, index) => summary(name, runs[index] ?? []))
}

// --- What each import adds --------------------------------------------------

/** From the most to the least used, so that each shows what it adds. */
const chain = [
  "node:net",
  "node:tls",
  "effect/Effect",
  "effect/Schema",
  "effect/Layer",
  "effect/Stream",
  "effect-ami/AmiError",
  "effect-ami/protocol/AmiCodec",
  "effect-ami/catalog/AmiAction",
  "effect-ami/client/AmiClient",
  "effect-ami/catalog/Actions",
  "effect-ami/catalog/Events",
  "effect-ami/tasks/Ami",
  "effect-ami/live/AmiTracker",
  "effect-ami/transport/AmiTransportHttp",
  "effect-ami",
  "@effect/platform-node/NodeHttpClient",
  "effect-ami/node",
  "effect",
  "@effect/platform-node/NodeRuntime",
  "@effect/platform-node"
]

/** For a program that imports `effect` as a whole, as most do. */
const above = ["effect", "effect-ami", "effect-ami/node"]

const importsOf = async (
  { folder, program }: Consumer,
  chain: ReadonlyArray<string>,
  rounds: number
): Promise<ReadonlyArray<Import>> => {
  const steps = async (mode: string): Promise<ReadonlyArray<Import>> =>
    JSON.parse(await node([program("imports"), mode, ...chain], {}, folder))
  const timed: Array<ReadonlyArray<Import>> = []
  for (let round = 0; round < rounds; round++) timed.push(await steps("time"))
  return (await steps("count")).map((counted, index) => ({
    ...counted,
    millis: median(timed.map((one) => one[index]?.millis ?? Number.NaN))
  }))
}

// --- Tables -----------------------------------------------------------------

const printStarts = (rows: ReadonlyArray<Start>): void =>
  printTable("From the start of a process to the first answer", rows, [
    {
      name: "program",
      about: "what it imports; all but those of only effect log in and send a Ping",
      value: (row) => row.name
    },
    {
      name: "wall ms",
      about: "from the start of the process to its end, as its parent sees it",
      value: (row) => row.wallMillis
    },
    { name: "CPU ms", about: "user and system, of all threads of the process", value: (row) => row.cpuMillis },
    { name: "RSS MB", about: "its peak", digits: 1, value: (row) => row.rssMegabytes },
    {
      name: "import",
      about: "ms from the start of Node until all imports have run",
      digits: 1,
      value: (row) => row.importMillis
    },
    {
      name: "connect",
      about: "ms from there until the login is done and FullyBooted has come",
      digits: 1,
      value: (row) => row.connectMillis
    },
    { name: "answer", about: "ms from there to the answer to a Ping", digits: 1, value: (row) => row.answerMillis }
  ])

const printImports = (title: string, rows: ReadonlyArray<Import>): void =>
  printTable(title, rows, [
    { name: "import", about: "imported in this order, in one cold process", value: (row) => row.specifier },
    { name: "ms", about: "median of several processes", digits: 1, value: (row) => row.millis },
    { name: "modules", about: "files loaded for it", value: (row) => row.modules },
    { name: "kB", about: "the size of their source", value: (row) => row.kilobytes }
  ])

const printShares = (title: string, about: string, rows: ReadonlyArray<Share>): void =>
  printTable(title, rows.filter(({ millis }) => millis >= 0.3), [
    { name: "where", about, value: (row) => row.name },
    {
      name: "ms",
      about: "mean of several processes under the profiler, which slows them down",
      digits: 1,
      value: (row) => row.millis
    }
  ])

interface Result {
  readonly starts: ReadonlyArray<Start>
  readonly imports: ReadonlyArray<Import>
  readonly above: ReadonlyArray<Import>
  readonly profile: Profile
}

const print = (result: Result): void => {
  printStarts(result.starts)
  printImports("What the library adds to effect", result.above)
  printImports("What each import adds to those above it", result.imports)
  printShares(
    "Where effect-ami spends its imports",
    "where the profiler's samples are",
    result.profile.importing
  )
  printShares(
    "Modules that take longest to run",
    "without the time that Node takes to load them",
    result.profile.modules
  )
  printShares("And the time from there to the end", "the same, for login, Ping and logoff", result.profile.connecting)
  printShares("In which functions", "the function itself, without what it calls", result.profile.functions)
}

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    json: { type: "string" },
    imports: { type: "boolean", default: false }
  }
})
const rounds = Number(values.rounds)
const consumer = makeConsumer()

const measureAll = async (): Promise<Result> => {
  const server = await startPeer("scale/server.ts")
  try {
    const environment = { AMI_PORT: String(server.port) }
    return {
      starts: await measure(await programsOf(consumer), server.port, rounds),
      imports: await importsOf(consumer, chain, Math.ceil(rounds / 3)),
      above: await importsOf(consumer, above, rounds),
      profile: await profile(consumer.program("effectAmi"), consumer.folder, environment, Math.ceil(rounds / 5))
    }
  } finally {
    await server.stop()
  }
}

try {
  if (values.imports) {
    printImports("What the library adds to effect", await importsOf(consumer, above, rounds))
  } else {
    const result = await measureAll()
    if (values.json !== undefined) {
      writeFileSync(values.json, `${JSON.stringify({ node: process.version, rounds, ...result }, undefined, 2)}\n`)
    }
    print(result)
  }
} finally {
  consumer.remove()
}
