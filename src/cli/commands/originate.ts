/**
 * `ami originate`: queues a call, and prints its channel id.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { isAmiError } from "../../AmiError.ts"
import * as Ami from "../../tasks/Ami.ts"
import { withClient } from "../client.ts"
import { Failed, fromAmi } from "../failure.ts"
import { printable, printOne, warn } from "../output.ts"
import * as Calling from "./calling.ts"

/** The call that was queued. */
export const output = Schema.Struct({ channelId: Schema.String, message: Schema.String })

interface Options extends Calling.Options {
  readonly then: string
}

export const run = (options: Options) =>
  Effect.gen(function*() {
    const how = yield* Calling.howOf(options)
    const { then: extension, timeout, who: originator } = options
    const channelId = crypto.randomUUID()
    const queued = Ami.originate({ ...how, originator, extension, timeout: `${timeout} seconds`, channelId }).pipe(
      Effect.onInterrupt(() =>
        warn(`the call ${channelId} to ${printable(originator)} may have begun; ami hangup ${channelId} ends it`)
      ),
      Effect.mapError((error) => named(channelId, Calling.explainingExtension(error)))
    )
    const { message } = yield* withClient(queued, { events: "off", bootTimeout: 0 })
    yield* printOne({ channelId, message }, channelId)
  })

/** Names the call that an error may have left. */
const named = (channelId: string, error: ReturnType<typeof Calling.explainingExtension>) => {
  if (!isAmiError(error) || error.reason._tag !== "OutcomeUnknown") return error
  const { exitCode, json, message } = fromAmi(error)
  return new Failed({
    message,
    exitCode,
    hints: [`ami hangup ${channelId} ends the call, if it is there`, "ami channels shows what is there"],
    json: { ...json, channelId }
  })
}
