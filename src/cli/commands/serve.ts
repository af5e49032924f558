/**
 * `ami serve`: the dashboard, in a server of its own.
 *
 * @since 0.2.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Http from "node:http"
import { isAmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import * as AmiDashboard from "../../dashboard/AmiDashboard.ts"
import { resolveTarget, withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { codes, Failed, failed, fromAmi, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { printable, printOne, warn } from "../output.ts"
import { systemCode } from "../recorded/file.ts"
import * as Day from "../serve/day.ts"

/** The address of the page, and the one with which supervisors act. */
export const output = Schema.Struct({
  url: Schema.String,
  actUrl: Schema.optionalKey(Schema.String)
})

interface Options {
  readonly port: number
  readonly host: string
  readonly allowHost: ReadonlyArray<string>
  readonly viewKey: string | undefined
  readonly title: string | undefined
  readonly mask: boolean
  readonly trunk: ReadonlyArray<string>
  readonly noHistory: boolean
  readonly allowActions: boolean
  readonly reasons: string
  readonly transferContext: string | undefined
}

// --- Where it listens ---------------------------------------------------------

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host)

const bracketed = (host: string): string => host.includes(":") ? `[${host}]` : host

/** 128 random bits. */
const secret = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url")

const checked = (options: Options): Effect.Effect<void, Failed> =>
  Effect.gen(function*() {
    const { allowActions, allowHost, host, port, transferContext, viewKey } = options
    if (port < 0 || port > 65_535) return yield* usage("--port must be a number from 0 to 65535")
    if (!isLoopback(host) && allowHost.length === 0) {
      return yield* usage(
        `--host ${host} lets others in the network see numbers of callers: name the host that they open with --allow-host`,
        `ami serve --host ${host} --allow-host floor.example.org`,
        "a proxy with a login of its own can also ask the default, 127.0.0.1"
      )
    }
    const wrong = allowHost.find((name) => !/^[\w.-]+$|^\[[0-9a-f:.]+\]$/i.test(name))
    if (wrong !== undefined) return yield* usage(`--allow-host ${wrong} must be a name or an address, without a port`)
    if (viewKey !== undefined && !/^[\w-]{16,}$/.test(viewKey)) {
      return yield* usage("--view-key must be 16 letters, digits, - and _, or more")
    }
    if (transferContext !== undefined && !allowActions) return yield* usage("--transfer-context needs --allow-actions")
  })

/** The innermost cause: that of the system. */
const rootOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error

const failure = ({ host, port }: Options) => (error: unknown): Failed => {
  if (error instanceof Failed) return error
  if (isAmiError(error)) return fromAmi(error)
  const root = rootOf(error)
  switch (systemCode(root)) {
    case "EADDRINUSE":
      return failed(`Another program listens on ${host}:${port} already`, { hints: ["--port 0 takes a free port"] })
    case "EACCES":
      return failed(`This user may not listen on ${host}:${port}`, { hints: ["--port 0 takes a free port"] })
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return usage(`${host} is no address of this machine`)
    default:
      return failed(`Nothing can listen on ${host}:${port}: ${root instanceof Error ? root.message : String(root)}`)
  }
}

// --- What is shown ------------------------------------------------------------

/** The last three digits of a number; nothing of a name. */
const masked = (text: string): string => {
  const digits = text.replaceAll(/\D/g, "")
  return digits.length < 6 ? /\d/.test(text) ? text : "" : `…${digits.slice(-3)}`
}

/** What is looked at, without the name of the account. */
const shownTarget = Effect.gen(function*() {
  const { from, isDemo } = yield* Cli
  if (isDemo) return "demo"
  if (from !== undefined) return from
  const { host, port } = yield* resolveTarget
  return `${bracketed(host)}:${port}`
})

const clock = (at: number): string => new Date(at).toTimeString().slice(0, 8)

// --- All of it ----------------------------------------------------------------

const serving = (options: Options) =>
  Effect.gen(function*() {
    const ami = yield* AmiClient
    const cli = yield* Cli
    const host = yield* Host
    const name = yield* shownTarget
    const viewKey = isLoopback(options.host) ? options.viewKey : options.viewKey ?? secret()
    const token = secret()
    const warned = (words: string) => Effect.provideService(Effect.provideService(warn(words), Cli, cli), Host, host)
    const acted = ({ action, at, detail, outcome, remote, target }: AmiDashboard.Acted) =>
      host.stderr(
        `${clock(at)}  ${remote}  ${action}  ${printable(target)}${detail === "" ? "" : `  ${printable(detail)}`}  ${
          printable(outcome)
        }\n`
      )
    const dashboard = AmiDashboard.layer({
      name,
      maxViewers: 200,
      hosts: ["localhost", "127.0.0.1", "[::1]", bracketed(options.host), ...options.allowHost],
      ...(options.title === undefined ? {} : { title: options.title }),
      ...(options.trunk.length === 0 ? {} : { trunks: options.trunk }),
      ...(options.mask ? { redact: masked } : {}),
      ...(viewKey === undefined ? {} : { viewKey: Redacted.make(viewKey) }),
      ...(cli.isDemo
        ? { history: Day.ofDemo(ami) }
        : options.noHistory || cli.from !== undefined
        ? {}
        : { history: yield* Day.inFile(Day.fileOf(host.env, name), warned) }),
      ...(options.allowActions
        ? {
          actions: {
            token: Redacted.make(token),
            reasons: options.reasons.split(",").map((reason) => reason.trim()).filter((reason) => reason !== ""),
            transferContext: options.transferContext,
            onAction: acted
          }
        }
        : {})
    })
    // First what is served: what asks a server that listens and serves nothing yet is never answered.
    const app = yield* HttpRouter.toHttpEffect(dashboard)
    const server = Http.createServer()
    // Streams of pages that are open would hold up the end.
    const closing = Layer.effectDiscard(Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections())))
    const served = closing.pipe(
      Layer.provideMerge(HttpServer.serve(app)),
      Layer.provideMerge(NodeHttpServer.layerServer(() => server, { host: options.host, port: options.port }))
    )
    const context = yield* Layer.build(served)
    const { address } = Context.get(context, HttpServer.HttpServer)
    const port = "port" in address ? address.port : options.port
    // On this machine alone, other names are those of a proxy.
    const opened = (isLoopback(options.host) ? undefined : options.allowHost[0]) ?? bracketed(options.host)
    const url = `http://${opened}:${port}/${viewKey === undefined ? "" : `${viewKey}/`}`
    const actUrl = options.allowActions ? `${url}#token=${token}` : undefined
    yield* printOne({ url, ...(actUrl === undefined ? {} : { actUrl }) }, [
      `The dashboard of ${printable(name)} is at ${url}`,
      actUrl === undefined
        ? "It only shows; with --allow-actions, supervisors can act. For a television add ?tv. Ctrl-C ends it."
        : `Who has this address can act: ${actUrl}`
    ])
    // Without another connection to come there is nothing to show.
    return yield* ami.status.changes.pipe(
      Stream.filter((state) => state._tag === "Disconnected" && state.isFinal),
      Stream.runHead,
      Effect.flatMap((state) =>
        Effect.fail(
          state._tag === "Some" && state.value._tag === "Disconnected"
            ? fromAmi(state.value.cause)
            : failed("There will be no other connection", { exitCode: codes.unreachable, reason: "ConnectionLost" })
        )
      )
    )
  })

/** What the library has to say goes to stderr, a line each. */
const logging = (host: Host["Service"], context: Context.Context<never>) =>
  Logger.layer([
    Logger.make(({ date, message }) => {
      const words = (Array.isArray(message) ? message : [message]).map(String).join(" ")
        // What the library says to programmers.
        .replace(/, as in AmiCalls\.layerWith.*$/s, ": --trunk names them")
      Effect.runForkWith(context)(host.stderr(`${clock(date.getTime())}  ${printable(words)}\n`))
    })
  ])

export const run = (options: Options) =>
  Effect.gen(function*() {
    yield* checked(options)
    const host = yield* Host
    const context = yield* Effect.context<never>()
    return yield* withClient(Effect.scoped(serving(options)), { isPlayed: true }).pipe(
      Effect.mapError(failure(options)),
      Effect.provideService(References.MinimumLogLevel, "Info"),
      Effect.provide(logging(host, context))
    )
  })
