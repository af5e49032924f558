/**
 * `ami serve`: the dashboard, in a server of its own.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Schema from "effect/Schema"
import * as Http from "node:http"
import { AmiClient } from "../../client/AmiClient.ts"
import * as AmiDashboard from "../../dashboard/AmiDashboard.ts"
import { withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { type Failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { printable, printOne, warn } from "../output.ts"
import * as Day from "../serve/day.ts"
import * as Listening from "../serve/listening.ts"

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

/** 128 random bits. */
const secret = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url")

const checked = (options: Options): Effect.Effect<void, Failed> =>
  Effect.gen(function*() {
    const { allowActions, allowHost, host, port, transferContext, viewKey } = options
    if (port < 0 || port > 65_535) return yield* usage("--port must be a number from 0 to 65535")
    if (!Listening.isLoopback(host) && allowHost.length === 0) {
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

// --- What is shown ------------------------------------------------------------

/** The last three digits of a number; nothing of a name. */
const masked = (text: string): string => {
  const digits = text.replaceAll(/\D/g, "")
  return digits.length < 6 ? /\d/.test(text) ? text : "" : `…${digits.slice(-3)}`
}

// --- All of it ----------------------------------------------------------------

const serving = (options: Options) =>
  Effect.gen(function*() {
    const ami = yield* AmiClient
    const cli = yield* Cli
    const host = yield* Host
    const name = yield* Listening.shownTarget
    const viewKey = Listening.isLoopback(options.host) ? options.viewKey : options.viewKey ?? secret()
    const token = secret()
    const warned = (words: string) => Effect.provideService(Effect.provideService(warn(words), Cli, cli), Host, host)
    const acted = ({ action, at, detail, outcome, remote, target }: AmiDashboard.Acted) =>
      host.stderr(
        `${Listening.clock(at)}  ${remote}  ${action}  ${printable(target)}${
          detail === "" ? "" : `  ${printable(detail)}`
        }  ${printable(outcome)}\n`
      )
    const dashboard = AmiDashboard.layer({
      name,
      maxViewers: 200,
      hosts: ["localhost", "127.0.0.1", "[::1]", Listening.bracketed(options.host), ...options.allowHost],
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
    const port = yield* Listening.open(Http.createServer(), app, options)
    // On this machine alone, other names are those of a proxy.
    const opened = (Listening.isLoopback(options.host) ? undefined : options.allowHost[0]) ??
      Listening.bracketed(options.host)
    const url = `http://${opened}:${port}/${viewKey === undefined ? "" : `${viewKey}/`}`
    const actUrl = options.allowActions ? `${url}#token=${token}` : undefined
    yield* printOne({ url, ...(actUrl === undefined ? {} : { actUrl }) }, [
      `The dashboard of ${printable(name)} is at ${url}`,
      actUrl === undefined
        ? "It only shows; with --allow-actions, supervisors can act. For a television add ?tv. Ctrl-C ends it."
        : `Who has this address can act: ${actUrl}`
    ])
    return yield* Listening.whileConnected(ami)
  })

export const run = (options: Options) =>
  Effect.gen(function*() {
    yield* checked(options)
    const host = yield* Host
    const context = yield* Effect.context<never>()
    return yield* withClient(Effect.scoped(serving(options)), { isPlayed: true }).pipe(
      Effect.mapError(Listening.failure(options)),
      Effect.provideService(References.MinimumLogLevel, "Info"),
      Effect.provide(Listening.logging(host, context, ": --trunk names them"))
    )
  })
