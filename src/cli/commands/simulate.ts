/**
 * `ami simulate`: a simulated call centre, or the events of a recording, for any AMI client.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { isAmiError } from "../../AmiError.ts"
import * as AmiSimulator from "../../simulator/AmiSimulator.ts"
import * as NodeSimulator from "../../simulator/NodeSimulator.ts"
import * as SimulatedCallCenter from "../../simulator/SimulatedCallCenter.ts"
import { Cli } from "../context.ts"
import { Failed, failed, fromAmi, usage } from "../failure.ts"
import { printOne, say } from "../output.ts"
import { load, systemCode } from "../recorded/file.ts"

/** Where it listens, with the account. */
export const output = Schema.Struct({
  url: Schema.String,
  http: Schema.optionalKey(Schema.String)
})

interface Options {
  readonly port: number
  readonly httpPort: number | undefined
  readonly host: string
  readonly secret: string
  readonly callsPerMinute: number
  readonly agents: number | undefined
  readonly queues: string
  readonly serviceTime: number
  readonly day: boolean
  readonly asterisk: "16" | "22" | undefined
  readonly seed: number
  readonly speed: number
  readonly duration: number | undefined
}

/** The flag of an option of the simulator. */
const flags: Readonly<Record<string, string>> = {
  "http.port": "--http-port",
  callsPerMinute: "--calls-per-minute",
  serviceTime: "--service-time"
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The innermost cause: that of the system. */
const rootOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error

/** How the start failed, in the words of the command line. */
const failure = (options: Options) => (error: unknown): Failed => {
  if (error instanceof Failed) return error
  if (isAmiError(error)) {
    const { reason } = error
    return reason._tag === "InvalidOption"
      ? usage(
        `${flags[reason.option] ?? `--${reason.option.replace(/\[\d+\]$/, "")}`} ${reason.rule}`,
        "ami simulate --help"
      )
      : fromAmi(error)
  }
  const root = rootOf(error)
  const where = `${options.host}:${options.port}`
  switch (systemCode(root)) {
    case "EADDRINUSE":
      return failed(`Another program listens on ${where} already, or on --http-port`, {
        hints: ["--port 0 takes a free port"]
      })
    case "EACCES":
      return failed(`This user may not listen on ${where}`, { hints: ["--port 0 takes a free port"] })
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return usage(`${options.host} is no address of this machine`)
    default:
      return failed(`Nothing can listen on ${where}: ${words(root)}`)
  }
}

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { duration, speed } = options
    if (duration !== undefined && !(duration > 0)) return yield* usage("--duration must be more than 0 seconds")
    if (!(speed >= 0)) return yield* usage("--speed must be 0 or more")
    const { from, given } = yield* Cli
    const username = given.username ?? "hello"
    const recording = from === undefined ? undefined : yield* load(from)
    const played = recording === undefined ? watched : AmiSimulator.AmiSimulator.use((simulator) =>
      Effect.andThen(
        simulator.play(recording, { speed: speed === 0 ? Infinity : speed }),
        Effect.andThen(say("The recording is over"), Effect.never)
      )
    )
    const serving = Effect.andThen(announce(options, username, from), played)
    const ended = duration === undefined ? serving : Effect.timeoutOption(serving, duration * 1000)
    yield* Effect.asVoid(Effect.provide(ended, layerOf(options, username, recording === undefined))).pipe(
      Effect.mapError(failure(options))
    )
  })

/** The server, with a call centre or without calls. */
const layerOf = (options: Options, username: string, isCenter: boolean) => {
  const { agents, asterisk = "22", callsPerMinute, day, host, httpPort, port, queues, secret, seed, serviceTime } =
    options
  const server = NodeSimulator.layer({
    host,
    port,
    version: asterisk,
    users: { [username]: { secret } },
    ...httpPort === undefined ? {} : { http: { port: httpPort } }
  })
  if (!isCenter) return server
  const center = SimulatedCallCenter.layer({
    callsPerMinute,
    queues: queues.split(",").map((name) => name.trim()),
    serviceTime: serviceTime * 1000,
    seed,
    ...day ? { day: SimulatedCallCenter.workingDay } : {},
    ...agents === undefined ? {} : { agents }
  })
  const menu = Layer.effectDiscard(AmiSimulator.AmiSimulator.use(({ pbx }) => pbx.extension(program, answered)))
  return Layer.provideMerge(Layer.merge(center, menu), server)
}

/** The extension that a program of somebody answers, as in the guide to AGI. */
const program = "810"
const answered = ["AGI(agi:async)", "Queue(${QUEUE})", "Hangup()"]

const announce = (options: Options, username: string, from: string | undefined) =>
  Effect.gen(function*() {
    const { address, httpPort } = yield* AmiSimulator.AmiSimulator
    const { callsPerMinute, queues, secret } = options
    const account = `${encodeURIComponent(username)}:${encodeURIComponent(secret)}`
    const host = address.host.includes(":") ? `[${address.host}]` : address.host
    const url = `ami://${account}@${host}:${address.port}`
    const http = httpPort === undefined ? undefined : `http://${account}@${host}:${httpPort}`
    const where = [url, ...http === undefined ? [] : [http]].join(" and ")
    yield* printOne({ url, ...http === undefined ? {} : { http } }, [
      from === undefined
        ? `A call centre as on Asterisk ${options.asterisk ?? "22"}, at ${where}`
        : `The recording ${from}, at ${where}, as soon as somebody is logged in`,
      ...from === undefined
        ? [
          `About ${callsPerMinute} calls a minute reach the queues ${
            queues.split(",").join(" and ")
          }. Callers wait and give`,
          "up, agents answer, transfer and take breaks, and the line to the outside fails now and then. The extension",
          `${program} waits for a program (AGI).`
        ]
        : [],
      "Ctrl-C ends it. Look from another terminal, for example:",
      `  AMI_URL=${url} ami channels`
    ])
  })

/** Says now and then what goes on. */
const watched = Effect.forever(Effect.delay(
  Effect.gen(function*() {
    const { pbx, sessions } = yield* AmiSimulator.AmiSimulator
    const calls = yield* pbx.calls
    const channels = yield* pbx.channels
    const clients = yield* sessions
    const open = calls.filter(({ outcome }) => outcome === "ongoing")
    const talking = open.filter(({ linkedid }) =>
      channels.some((channel) => channel.linkedid === linkedid && channel.bridge !== undefined)
    )
    const time = new Date(yield* Clock.currentTimeMillis).toTimeString().slice(0, 8)
    yield* say(
      `${time}  ${calls.length} calls so far, ${talking.length} talk, ${open.length - talking.length} wait, ${clients} `
        + (clients === 1 ? "client" : "clients")
    )
  }),
  "10 seconds"
))
