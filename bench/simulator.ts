/**
 * What the simulator costs, beside its aims: `node bench/simulator.ts [--quick]`.
 *
 * First the model alone: a call from `Originate` to its last `Hangup`, and a `Ping`, beside few channels and beside many;
 * sizes take turns in one process. Then a simulator with default options in a process of its own on one core, with calls
 * placed over TCP: events a second beside 10,000 live channels. Aims are printed, never asserted: machines are noisy.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { SimulatedPbx } from "../src/simulator/index.ts"
import { openSession } from "./simulator/session.ts"
import { printTable } from "./table.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const rounds = values.quick ? 3 : 9
const warmUp = 4
const channels = values.quick ? 1000 : 10_000
const seconds = values.quick ? 2 : 10

const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

const call = ["Action: Originate", "Channel: Local/200@from-internal/n", "Application: Echo", "Async: true"]

// --- The model alone --------------------------------------------------------

const now = 1_700_000_000_000

const answer = (pbx: SimulatedPbx.SimulatedPbx, lines: ReadonlyArray<string>): SimulatedPbx.Step => {
  const step = SimulatedPbx.answer(pbx, lines, now)
  if (step === undefined) throw new Error(`${lines[0]} is not answered`)
  return step
}

const withCalls = (calls: number): SimulatedPbx.SimulatedPbx => {
  let pbx = SimulatedPbx.make(now, { timeScale: 0 })
  for (let count = 0; count < calls; count++) pbx = answer(pbx, call).state
  return pbx
}

/** Microseconds of CPU for each of so many runs. */
const cost = (times: number, run: () => void): number => {
  const before = process.cpuUsage()
  for (let count = 0; count < times; count++) run()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / times
}

const nameIn = (step: SimulatedPbx.Step): string =>
  step.events.find(({ name }) => name === "Newchannel")?.lines.find((line) => line.startsWith("Channel: "))?.slice(9) ??
    ""

const wholeCall = (pbx: SimulatedPbx.SimulatedPbx) => () => {
  const up = answer(pbx, call)
  answer(up.state, ["Action: Hangup", `Channel: ${nameIn(up)}`])
}

const sizes = [5, 100, 1000, channels / 2, channels].map((calls) => ({
  calls,
  pbx: withCalls(calls),
  call: Array<number>(),
  ping: Array<number>()
}))
for (let round = 0; round < warmUp + rounds; round++) {
  for (const size of sizes) {
    const callMicros = cost(100, wholeCall(size.pbx))
    const pingMicros = cost(5000, () => answer(size.pbx, ["Action: Ping"]))
    if (round < warmUp) continue
    size.call.push(callMicros)
    size.ping.push(pingMicros)
  }
}
const [few, base] = sizes
printTable("A step of the model", sizes, [
  { name: "live channels", about: "two for each call", value: (size) => 2 * size.calls },
  {
    name: "call µs",
    about: "CPU from `Originate` to the last `Hangup`",
    digits: 1,
    value: (size) => median(size.call)
  },
  {
    name: "call ÷ 100 calls",
    about: "aim: 1.3 at most",
    digits: 2,
    value: (size) => median(size.call) / median(base?.call ?? [])
  },
  { name: "Ping µs", about: "CPU", digits: 2, value: (size) => median(size.ping) },
  {
    name: "Ping ÷ first",
    about: "aim: 2 at most",
    digits: 2,
    value: (size) => median(size.ping) / median(few?.ping ?? [])
  }
])

// --- A simulator on one core ------------------------------------------------

interface Started {
  readonly port: number
  readonly effectMillis: number
  readonly importMillis: number
  readonly startMillis: number
}

interface Used {
  readonly cpuMillis: number
  readonly megabytes: number
}

const path = fileURLToPath(new URL("simulator/server.ts", import.meta.url))
const oneCore = existsSync("/usr/bin/taskset") ? ["/usr/bin/taskset", "-c", "0"] : []
const [command = process.execPath, ...args] = [...oneCore, process.execPath, path]
const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] })
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
const read = async <A>(): Promise<A> => JSON.parse(String((await lines.next()).value)) as A
const usage = (): Promise<Used> => {
  child.stdin.write("\n")
  return read<Used>()
}

const { effectMillis, importMillis, port, startMillis } = await read<Started>()
let live = 0
let keepsCalls = true
const session = await openSession(port, (message) => {
  if (message.startsWith("Event: Newchannel")) live++
  else if (message.startsWith("Event: Hangup")) live--
  else if (!keepsCalls && message.startsWith("Event: OriginateResponse")) {
    session.write("Action: Hangup", `Channel: ${/\r\nChannel: (.*)/.exec(message)?.[1]?.trimEnd() ?? ""}`)
    session.write(...call)
  }
})
const until = async (isDone: () => boolean): Promise<void> => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10))
}
for (let count = 0; count < channels / 2; count++) session.write(...call)
await until(() => live >= channels)
keepsCalls = false
for (let count = 0; count < 50; count++) session.write(...call)
const before = { events: session.events(), at: performance.now(), used: await usage() }
await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
const after = { events: session.events(), at: performance.now(), used: await usage() }
session.end()
child.stdin.end()
await once(child, "close")

const events = after.events - before.events
const millis = after.at - before.at
printTable("A simulator with default options on one core", [undefined], [
  { name: "live channels", about: "beside which calls came and went", value: () => channels },
  { name: "events/s", about: "to one session over TCP; aim: 20,000", value: () => events / millis * 1000 },
  {
    name: "events/s of CPU",
    about: "the same by the CPU of the simulator, if the core is shared",
    value: () => events / (after.used.cpuMillis - before.used.cpuMillis) * 1000
  },
  { name: "MB", about: "RSS", value: () => after.used.megabytes },
  { name: "start ms", about: "until the port is open, once imported; aim: 50", digits: 1, value: () => startMillis },
  { name: "import ms", about: "of `effect-ami/simulator`, from its sources", digits: 1, value: () => importMillis },
  { name: "effect ms", about: "the import of `effect` before that", digits: 1, value: () => effectMillis }
])
