/**
 * Plays shapes of calls by SIP telephones on real Asterisk 22 and 16, and compares what `AmiCalls` records of them, over TCP
 * and HTTP at once, with what the people did.
 *
 *   npm run test:calls                          the shapes of `everyRun`
 *   npm run test:calls -- --all                 all shapes; or name some
 *   npm run test:calls -- --list                what there is
 *   npm run test:calls -- --version 22 --houses 1 --show hold-unhold     prints the events, in short
 *   npm run test:calls -- --storm 60            many calls at once for 60 s, instead of shapes
 *
 * Each version has several servers, called houses, that play at once; every second one has a system name, variables of
 * channels and timestamps in its events. What is missing here is skipped with a notice, or fails if `AMI_TEST_REQUIRED` is set.
 */
import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { parseArgs } from "node:util"
import { type AsteriskVersion, installVersion, versions } from "../asterisk/globalSetup.ts"
import { findings } from "./compare.ts"
import { house } from "./house.ts"
import { observe } from "./observer.ts"
import { aboutOf, play, shapesOf } from "./play.ts"
import { markOf, type Recorder, recorder } from "./recorder.ts"
import { missingSipp, playedBySipp } from "./sipp.ts"
import { inShort } from "./stage.ts"
import { storm } from "./storm.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    show: { type: "boolean", default: false },
    version: { type: "string" },
    houses: { type: "string", default: "2" },
    storm: { type: "string" }
  }
})

/** One of each kind, and those that were hard to get right. */
const everyRun: ReadonlyArray<string> = [
  "inbound-answered",
  "internal-busy",
  "caller-gives-up",
  "outbound-answered",
  "unregistered",
  "group-mixed",
  "group-local",
  "forward-302",
  "acceptance-refused",
  "hold-unhold",
  "call-waiting",
  "blind-refer",
  "blind-refer-busy",
  "attended-refer",
  "attended-refer-ringing",
  "attended-refer-to-conference",
  "attended-dtmf",
  "attended-dtmf-cancelled",
  "attended-ami",
  "transferred-twice",
  "pickup-in-group",
  "replaces-ringing",
  "replaces-talking",
  "park-retrieved",
  "park-abandoned",
  "queue-answered",
  "queue-busy-member",
  "queue-two-callers",
  "queue-exit-digit",
  "queue-attended-transfer",
  "conference",
  "menu",
  "click-to-call-local",
  "click-to-call-far-busy",
  "dialer-forwarded-local",
  "hangup-by-ami",
  ...playedBySipp.keys()
]

const required = (process.env["AMI_TEST_REQUIRED"] ?? "") !== ""

/** Says why something is skipped; fails if nothing may be. */
const skipped = (what: string, why: string) =>
  required
    ? Effect.die(new Error(`${what}: ${why}, but AMI_TEST_REQUIRED is set`))
    : Console.error(`SKIPPED ${what}: ${why}`)

interface Result {
  readonly shape: string
  readonly wrong: ReadonlyArray<string>
}

let marks = 0

/** What is wrong with what one recorder got; it waits until the recorder has seen all. */
const check = Effect.fnUntraced(
  function*(shape: string, version: number, mark: string, recorder: Recorder, before: number) {
    yield* recorder.marked(mark)
    yield* recorder.until("the end of all calls", () => recorder.open.size === 0, "10 seconds").pipe(Effect.exit)
    const open = [...recorder.open].map((id) => `${id} has not ended`)
    recorder.forget()
    return [...findings(shape, version, recorder.records.slice(before)), ...open].map((text) =>
      `${recorder.way}: ${text}`
    )
  }
)

/** Plays shapes in a house of its own until there are none. */
const playing = Effect.fnUntraced(function*(version: AsteriskVersion, number: number, shapes: Array<string>) {
  const variant = number % 2 === 1 ? "named" : "plain"
  const home = yield* house(version, { variant })
  const recorders = yield* Effect.forEach(["tcp", "http"] as const, (way) => recorder(home, way))
  const observer = yield* observe(home)
  const results: Array<Result> = []
  for (let shape = shapes.shift(); shape !== undefined; shape = shapes.shift()) {
    const before = recorders.map(({ records }) => records.length)
    const { failure, messages, millis } = yield* play(home, shape)
    const mark = `${++marks}`
    yield* observer.request(markOf(mark))
    const checks = recorders.map((one, index) => check(shape ?? "", version, mark, one, before[index] ?? 0))
    const wrong = failure === undefined ? (yield* Effect.all(checks)).flat() : [failure]
    results.push({ shape, wrong })
    const verdict = wrong.length === 0 ? "ok    " : "FAILED"
    yield* Console.log(`${verdict} ${version} ${variant.padEnd(5)} ${shape.padEnd(34)} ${(millis / 1000).toFixed(1)} s`)
    for (const line of wrong) yield* Console.log(`         ${line}`)
    if (values.show) { for (const line of inShort(messages)) yield* Console.log(`         ${line}`) }
  }
  return results
}, Effect.scoped)

const chosen = (version: AsteriskVersion, hasSipp: boolean): Array<string> => {
  const known = shapesOf(version)
  const wanted = positionals.length > 0 ? positionals : values.all ? known : everyRun
  return wanted.filter((shape) => known.includes(shape) && (hasSipp || !playedBySipp.has(shape)))
}

/** The versions that can be played here. */
const installed = Effect.fnUntraced(function*(wanted: ReadonlyArray<AsteriskVersion>) {
  const here: Array<AsteriskVersion> = []
  for (const version of wanted) {
    const absence = yield* Effect.promise(() => installVersion(version))
    if (absence === undefined) here.push(version)
    else yield* skipped(`Asterisk ${version}`, absence.split("\n")[0] ?? "")
  }
  return here
})

const list = Effect.forEach(shapesOf(22), (shape) => Console.log(`${shape.padEnd(34)} ${aboutOf(shape)}`))

const main = Effect.gen(function*() {
  if (values.list) return yield* list
  const unknown = positionals.filter((shape) => !shapesOf(22).includes(shape))
  if (unknown.length > 0) return yield* Effect.die(new Error(`no shape ${unknown.join(", ")}; --list names them`))
  const wanted = versions.filter((version) => values.version === undefined || values.version === String(version))
  const here = yield* installed(wanted)
  const sipp = yield* missingSipp
  if (sipp !== undefined) yield* skipped("what SIPp plays", sipp)
  if (values.storm !== undefined) {
    if (sipp !== undefined) return
    const seconds = Number(values.storm)
    const wrong = (yield* Effect.forEach(here, (version) => storm(version, seconds), { concurrency: 1 })).flat()
    for (const line of wrong) yield* Console.log(`FAILED ${line}`)
    process.exitCode = wrong.length === 0 ? 0 : 1
    return
  }
  if (here.length === 0) return
  const began = performance.now()
  const houses = here.flatMap((version) => {
    const shapes = chosen(version, sipp === undefined)
    return Array.from({ length: Number(values.houses) }, (_, number) => playing(version, number, shapes))
  })
  const results = (yield* Effect.all(houses, { concurrency: "unbounded" })).flat()
  const failed = results.filter(({ wrong }) => wrong.length > 0)
  const seconds = Math.round((performance.now() - began) / 1000)
  const servers = here.map((version) => `Asterisk ${version}`).join(" and ")
  yield* Console.log(
    `\n${results.length - failed.length} of ${results.length} as they should be: ${servers}, ${seconds} s`
  )
  process.exitCode = failed.length === 0 ? 0 : 1
})

main.pipe(Effect.scoped, NodeRuntime.runMain)
