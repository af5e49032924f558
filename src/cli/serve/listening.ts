/**
 * What commands that listen have in common: where they listen, why they cannot, and what the library says meanwhile.
 *
 * @since 0.2.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import type { HttpServerResponse } from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Server } from "node:http"
import { isAmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import { resolveTarget } from "../client.ts"
import { Cli } from "../context.ts"
import { codes, Failed, failed, fromAmi, usage } from "../failure.ts"
import type { Host } from "../host.ts"
import { printable } from "../output.ts"
import { systemCode } from "../recorded/file.ts"

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host)

export const bracketed = (host: string): string => host.includes(":") ? `[${host}]` : host

/** The innermost cause: that of the system. */
const rootOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error

/** Why nothing can listen there, or what else went wrong. */
export const failure =
  ({ host, port }: { readonly host: string; readonly port: number }) => (error: unknown): Failed => {
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

/** What is looked at, without the name of the account. */
export const shownTarget = Effect.gen(function*() {
  const { from, isDemo } = yield* Cli
  if (isDemo) return "demo"
  if (from !== undefined) return from
  const { host, port } = yield* resolveTarget
  return `${bracketed(host)}:${port}`
})

/** The time of day. */
export const clock = (at: number): string => new Date(at).toTimeString().slice(0, 8)

/** What the library has to say goes to stderr, a line each. `trunks` says how the command is given its lines to the outside. */
export const logging = (host: Host["Service"], context: Context.Context<never>, trunks = "") =>
  Logger.layer([
    Logger.make(({ date, message }) => {
      const words = (Array.isArray(message) ? message : [message]).map(String).join(" ")
        // What the library says to programmers.
        .replace(/, as in AmiCalls\.layerWith.*$/s, trunks)
      Effect.runForkWith(context)(host.stderr(`${clock(date.getTime())}  ${printable(words)}\n`))
    })
  ])

/** Serves an app until the scope closes; gives its port. */
export const open = Effect.fnUntraced(function*<E>(
  server: Server,
  app: Effect.Effect<HttpServerResponse, E, HttpServerRequest | Scope.Scope>,
  { host, port }: { readonly host: string; readonly port: number }
) {
  // Streams that are open would hold up the end.
  const closing = Layer.effectDiscard(Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections())))
  const served = closing.pipe(
    Layer.provideMerge(HttpServer.serve(app)),
    Layer.provideMerge(NodeHttpServer.layerServer(() => server, { host, port }))
  )
  const { address } = Context.get(yield* Layer.build(served), HttpServer.HttpServer)
  return "port" in address ? address.port : port
})

/** Waits until there will be no other connection, and fails then: without one there is nothing to serve. */
export const whileConnected = (ami: AmiClient["Service"]): Effect.Effect<never, Failed> =>
  ami.status.changes.pipe(
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
