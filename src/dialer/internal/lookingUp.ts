/**
 * Looking a call up by its id, without calling anybody.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import * as Given from "../../internal/given.ts"
import * as Identity from "../../internal/identity.ts"
import * as Rules from "../../internal/options.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import * as BlackBox from "./blackBox.ts"
import { isOf } from "./channels.ts"
import * as Looking from "./looking.ts"
import { howRules } from "./options.ts"
import { type Outcome, type Unknown, unknown } from "./outcome.ts"

export interface Live {
  readonly _tag: "Live"
  readonly channel: string
  readonly isAnswered: boolean
}

interface Options {
  readonly id: string
  readonly confirmAfter?: Duration.Input | undefined
}

const rules: Rules.Rules<Options> = { id: howRules.id, confirmAfter: Rules.duration({ zero: true }) }

export const lookUp = (
  id: string,
  given: { readonly confirmAfter?: Duration.Input | undefined } = {}
): Effect.Effect<Outcome | Live, AmiError, AmiClient> =>
  AmiClient.use((ami) => {
    const { named, own } = Identity.of(ami)
    return Given.options(ami, "AmiDial.lookUp", { ...given, id }, rules, ["id"]).pipe(
      Effect.flatMap(({ confirmAfter = "2 seconds" }) => find(ami, id, confirmAfter)),
      Effect.mapError(named),
      own
    )
  })

const find = Effect.fnUntraced(function*(
  ami: AmiClient["Service"],
  id: string,
  confirmAfter: Duration.Input
): Effect.fn.Return<Outcome | Live, AmiError> {
  const found = yield* once(ami, id)
  if (found._tag !== "Unknown") return found
  yield* Effect.sleep(confirmAfter)
  return yield* once(ami, id)
})

const once = Effect.fnUntraced(function*(
  ami: AmiClient["Service"],
  id: string
): Effect.fn.Return<Outcome | Live, AmiError> {
  const live = liveOf(yield* Looking.channels(ami), id)
  if (live !== undefined) return live
  const entry = yield* Effect.result(BlackBox.read(ami, id))
  if (entry._tag === "Success" && entry.success !== undefined) return entry.success.first
  const lookedAt: Unknown["lookedAt"] = entry._tag === "Success" ? ["Channels", "BlackBox"] : ["Channels"]
  if (entry._tag === "Failure" && entry.failure.reason._tag !== "PermissionDenied") return yield* entry.failure
  return unknown("NotSeen", lookedAt)
})

const upState = "6"

const liveOf = (items: ReadonlyArray<AmiMessage>, id: string): Live | undefined => {
  const theirs = items.filter((item) => isOf(item, id))
  const own = theirs.find((item) => item.get("Uniqueid") === id) ?? theirs[0]
  return own === undefined
    ? undefined
    : { _tag: "Live", channel: own.get("Channel") ?? id, isAnswered: own.get("ChannelState") === upState }
}
