/**
 * The client of a command, of the PBX that the flags name.
 *
 * The transports, the client and the demo are loaded when a command asks for a client, so that `--help` does without.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import type * as AmiClient from "../client/AmiClient.ts"
import type { Item } from "../client/AmiInbox.ts"
import { Cli, type ClientOptions } from "./context.ts"
import type { Failed } from "./failure.ts"
import type { Host } from "./host.ts"
import type { Target } from "./target.ts"

const connecting = Effect.promise(() => import("./connecting.ts"))

/**
 * Runs with a client of the PBX that the flags name, of the demo, or of a recording.
 *
 * The client logs off at the end. An `AmiError` passes through: it becomes an exit code and words later.
 */
export const withClient = <A, E, R>(
  use: Effect.Effect<A, E, R>,
  options: ClientOptions = {}
): Effect.Effect<A, E | AmiError | Failed, Exclude<Exclude<R, AmiClient.AmiClient>, Scope.Scope> | Cli | Host> =>
  Effect.scoped(Effect.flatMap(connecting, ({ layer }) => Effect.provide(use, layer(options))))

/**
 * Runs with what is received from now on: by a client, which logs off at the end, or in a recording, which ends and has the
 * times at which it came then.
 *
 * A recording comes `speed` times as fast as it was made; at once by default.
 */
export const withInbox = <A, E, R>(
  use: (inbox: Stream.Stream<Item, AmiError>) => Effect.Effect<A, E, R>,
  options: ClientOptions & { readonly speed?: number } = {}
): Effect.Effect<A, E | AmiError | Failed, Exclude<R, Scope.Scope> | Cli | Host> =>
  Effect.scoped(Effect.gen(function*() {
    const { speed = Infinity, ...ofClient } = options
    const { from } = yield* Cli
    if (from === undefined) {
      const { layer } = yield* connecting
      const { AmiClient } = yield* Effect.promise(() => import("../client/AmiClient.ts"))
      const context = yield* Layer.build(layer(ofClient))
      return yield* use(Context.get(context, AmiClient).inbox)
    }
    const [{ load }, { items }] = yield* Effect.promise(() =>
      Promise.all([import("./recorded/file.ts"), import("./recorded/inbox.ts")])
    )
    return yield* use(items(yield* load(from), speed))
  }))

/** Where Asterisk is, who logs in, and where each setting came from. */
export const resolveTarget: Effect.Effect<Target, Failed, Cli | Host> = Effect.flatMap(
  Effect.promise(() => import("./target.ts")),
  ({ resolve }) => Effect.flatMap(Cli, (cli) => resolve(cli.given))
)

/** The name of what is talked to, for people: `demo`, the recording, or a URL without its secret. */
export const targetName: Effect.Effect<string, Failed, Cli | Host> = Effect.flatMap(
  Cli,
  ({ from, isDemo }) =>
    isDemo
      ? Effect.succeed("demo")
      : from === undefined
      ? Effect.map(resolveTarget, ({ name }) => name)
      : Effect.succeed(from)
)
