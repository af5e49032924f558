/**
 * The client of a command: over TCP, TLS or HTTP, of the demo, or of a recording.
 *
 * Each transport is loaded when it is used.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Fs from "node:fs"
import type { AmiError } from "../AmiError.ts"
import * as AmiClient from "../client/AmiClient.ts"
import { AmiTransport } from "../transport/AmiTransport.ts"
import { Cli, type ClientOptions, DemoTransport } from "./context.ts"
import { type Failed, usage } from "./failure.ts"
import type { Host } from "./host.ts"
import { resolve, type Target } from "./target.ts"

/** Layer of the client that the flags ask for. */
export const layer = (
  { isPlayed = false, ...options }: ClientOptions
): Layer.Layer<AmiClient.AmiClient, AmiError | Failed, Cli | Host> =>
  Layer.unwrap(Effect.gen(function*() {
    const { from, given, isDemo } = yield* Cli
    if (isDemo || from !== undefined) {
      const transport = from === undefined
        ? yield* demo
        : (yield* Effect.promise(() => import("./from.ts"))).transport(from, { isPlayed })
      return AmiClient.layer({ ...options, username: "hello", secret: Redacted.make("world") }).pipe(
        Layer.provide(transport)
      )
    }
    const target = yield* resolve(given)
    const auth = target.auth === "challenge" || target.auth === "plaintext" ? { auth: target.auth } : {}
    return AmiClient.layer({ ...options, ...auth, username: target.username, secret: target.secret }).pipe(
      Layer.provide(yield* transportOf(target))
    )
  }))

/** The demo that is shared, or one of its own. */
const demo: Effect.Effect<Layer.Layer<AmiTransport, AmiError>> = Effect.flatMap(
  DemoTransport,
  (shared) =>
    shared === undefined
      ? Effect.map(Effect.promise(() => import("./demo.ts")), ({ transport }) => transport)
      : Effect.succeed(Layer.succeed(AmiTransport, shared))
)

/** Layer of the transport to a target. */
export const transportOf = (target: Target): Effect.Effect<Layer.Layer<AmiTransport>, Failed> =>
  Effect.gen(function*() {
    const { auth, host, port, prefix, protocol } = target
    const ca = target.ca === undefined ? {} : { ca: yield* certificate(target.ca) }
    if (protocol === "ami" || protocol === "amis") {
      const { layerTcp, layerTls } = yield* Effect.promise(() => import("../node/tcp.ts"))
      return protocol === "ami" ? layerTcp({ host, port }) : layerTls({ host, port, ...ca })
    }
    const { layerHttp } = yield* Effect.promise(() => import("./http.ts"))
    return layerHttp({
      url: `${protocol}://${host}:${port}`,
      prefix,
      ...(auth === "session" || auth === "digest" ? { auth } : {}),
      ...ca
    })
  })

const certificate = (file: string): Effect.Effect<string, Failed> =>
  Effect.try({
    try: () => Fs.readFileSync(file, "utf8"),
    catch: () => usage(`The certificate ${file} cannot be read`)
  })
