/**
 * The client of a command, of the PBX that the flags name.
 *
 * The transports, the client and the demo are loaded when a command asks for a client, so that `--help` does without.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
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

/** What the recording of `--from` holds, at once and to its end; undefined if none is read. */
export const recordedItems: Effect.Effect<Stream.Stream<Item> | undefined, AmiError | Failed, Cli | Host> = Effect.gen(
  function*() {
    const { from } = yield* Cli
    if (from === undefined) return undefined
    const [{ load }, { items }] = yield* Effect.promise(() =>
      Promise.all([import("./recorded/file.ts"), import("./recorded/inbox.ts")])
    )
    return items(yield* load(from), Infinity)
  }
)

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
