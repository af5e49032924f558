/**
 * A call centre for any AMI client, until Ctrl-C: `npm run simulate -- --port 5038 --http 8088 --calls-per-minute 60`.
 *
 * It prints where to connect and with which account, what the call centre does, and now and then a line with what is
 * going on.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer, Schedule } from "effect"
import { nearest } from "../src/internal/spelling.ts"
import { AmiSimulator, NodeSimulator, SimulatedCallCenter } from "../src/simulator/index.ts"

const usage = `npm run simulate -- [options]

  --port NUMBER               AMI over TCP; 0 takes a free port            (5038)
  --http NUMBER               AMI over HTTP too; 0 takes a free port       (none)
  --host ADDRESS              where to listen                              (127.0.0.1)
  --user NAME, --secret TEXT  the account                                  (hello, world)
  --calls-per-minute NUMBER   how many call                                (12)
  --agents NUMBER             how many answer                              (as many as the calls need)
  --queues NAME,NAME          the queues                                   (sales,support)
  --service-time SECONDS      how long they talk on average                (60)
  --day                       fewer calls at night, as in a working day    (the same all day)
  --asterisk 16|22            whose messages it speaks                     (22)
  --seed NUMBER               the same seed makes the same calls           (1)`

// --- Arguments --------------------------------------------------------------

const texts = ["host", "user", "secret", "queues", "asterisk"] as const
const numbers = ["port", "http", "calls-per-minute", "agents", "service-time", "seed"] as const
const known = [...texts, ...numbers, "day", "help"]

/** Ends with a word on how it is meant. */
const refuse = (words: string): never => {
  console.error(`${words}\n\n${usage}`)
  process.exit(64)
}

const given = new Map<string, string>()
for (let index = 2; index < process.argv.length; index++) {
  const argument = process.argv[index] ?? ""
  const [, name = "", , inline] = /^--?([^=]*)(=(.*))?$/.exec(argument) ?? []
  if (name === "") refuse(`What does ${argument} mean? Options begin with --`)
  if (name === "help" || name === "h") {
    console.log(usage)
    process.exit(0)
  }
  if (!known.includes(name)) {
    const meant = nearest(name, known)
    refuse(`There is no option --${name}${meant === undefined ? "" : `: did you mean --${meant}?`}`)
  }
  if (name === "day") given.set(name, "")
  else {
    const value = inline ?? process.argv[++index]
    if (value === undefined || (inline === undefined && value.startsWith("--"))) refuse(`--${name} needs a value`)
    given.set(name, value ?? "")
  }
}

const numberOf = (name: (typeof numbers)[number], otherwise: number): number => {
  const text = given.get(name)
  if (text === undefined) return otherwise
  const number = Number(text)
  return text.trim() === "" || Number.isNaN(number) ? refuse(`--${name} must be a number, and is ${text}`) : number
}

const user = given.get("user") ?? "hello"
const secret = given.get("secret") ?? "world"
const asterisk = given.get("asterisk") ?? "22"
const version = asterisk === "16" || asterisk === "22" ? asterisk : refuse("--asterisk must be 16 or 22")
const queues = (given.get("queues") ?? "sales,support").split(",").map((name) => name.trim())
const callsPerMinute = numberOf("calls-per-minute", 12)

// --- The call centre --------------------------------------------------------

const simulator = NodeSimulator.layer({
  host: given.get("host") ?? "127.0.0.1",
  port: numberOf("port", 5038),
  version,
  users: { [user]: { secret } },
  ...(given.has("http") ? { http: { port: numberOf("http", 8088) } } : {})
})

const center = SimulatedCallCenter.layer({
  callsPerMinute,
  queues,
  ...(given.has("day") ? { day: SimulatedCallCenter.workingDay } : {}),
  serviceTime: numberOf("service-time", 60) * 1000,
  seed: numberOf("seed", 1),
  ...(given.has("agents") ? { agents: numberOf("agents", 10) } : {})
})

const now = () => new Date().toTimeString().slice(0, 8)

/** What goes on. */
const line = Effect.gen(function*() {
  const { pbx, sessions } = yield* AmiSimulator.AmiSimulator
  const calls = yield* pbx.calls
  const open = calls.filter(({ outcome }) => outcome === "ongoing")
  const channels = yield* pbx.channels
  const talking = open.filter(({ linkedid }) =>
    channels.some((channel) => channel.linkedid === linkedid && channel.bridge !== undefined)
  )
  const clients = yield* sessions
  const words = [
    `${calls.length} calls so far`,
    `${talking.length} talk`,
    `${open.length - talking.length} wait`,
    `${clients} ${clients === 1 ? "client" : "clients"}`
  ]
  yield* Console.log(`${now()}  ${words.join(", ")}`)
})

const program = Effect.gen(function*() {
  const { address, httpPort } = yield* AmiSimulator.AmiSimulator
  const where = [
    `ami://${user}:${secret}@${address.host}:${address.port}`,
    ...(httpPort === undefined ? [] : [`http://${user}:${secret}@${address.host}:${httpPort}`])
  ]
  yield* Console.log(
    [
      `A call centre as on Asterisk ${version}, at ${where.join(" and ")}`,
      `About ${callsPerMinute} calls a minute reach the queues ${
        queues.join(" and ")
      }. Callers wait and give up, agents`,
      "answer, transfer and take breaks, and the line to the outside fails now and then. Ctrl-C ends it."
    ].join("\n")
  )
  yield* Effect.repeat(Effect.delay(line, "10 seconds"), Schedule.forever)
})

program.pipe(
  Effect.provide(center.pipe(Layer.provideMerge(simulator))),
  Effect.catch((error) => Effect.sync(() => refuse(error.message))),
  NodeRuntime.runMain
)
