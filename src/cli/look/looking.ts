/**
 * A table of a live model: printed once, or watched.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type * as AmiLive from "../../live/AmiLive.ts"
import { withClient } from "../client.ts"
import type { Cli } from "../context.ts"
import type { Failed } from "../failure.ts"
import type { Host } from "../host.ts"
import { printRows } from "../output.ts"
import { type Kind, rowsOf } from "./kinds.ts"
import { checkWatch, watch } from "./watching.ts"

/** Uses a model, whose layer it provides. */
export type Open<V> = (
  use: (model: AmiLive.Model<V>) => Effect.Effect<void, AmiError | Failed, Cli | Host>
) => Effect.Effect<void, AmiError | Failed, Cli | Host | AmiClient>

/** Prints the table of a model, or keeps printing it. */
export const look = <V, Row>(
  kind: Kind<V, Row>,
  open: Open<V>,
  { watch: isWatching }: { readonly watch: boolean }
): Effect.Effect<void, AmiError | Failed, Cli | Host> =>
  isWatching
    ? Effect.andThen(checkWatch, withClient(open((model) => watch(kind, model)), { isPlayed: true }))
    // The lists are enough: no events are asked for, and a server that starts is not waited for.
    : withClient(
      open((model) => Effect.flatMap(model.get, ({ at, value }) => printRows(kind.table, rowsOf(kind, value, at)))),
      { events: "off", bootTimeout: 0, reconnect: false }
    )
