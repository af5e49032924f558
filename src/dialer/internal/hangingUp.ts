/**
 * Hanging up a call that nobody waits for any more.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import * as Identity from "../../internal/identity.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { Given } from "./course.ts"
import type { Dial } from "./dialer.ts"

/** How long an interruption may take. */
const patience = Duration.seconds(2)

/** Asterisk makes the channel a moment after it has answered the action. */
const retry = Schedule.spaced("50 millis")

/** Hangs up a call by its id, which Hangup takes for a channel's name (channel.c, ast_channel_get_by_name). */
export const hangUp = (
  ami: AmiClient["Service"],
  { channel, id }: Given,
  { course }: Dial
): Effect.Effect<void> => {
  const isMissing = ({ reason }: AmiError) => reason._tag === "ActionFailed" && reason.message === "No such channel"
  const stays = (why: string, log = Effect.logWarning) => {
    const words = `${channel} may still ring, though nobody waits for the call ${id}: ${why}`
    return Identity.of(ami).own(log(AmiMessage.printable(words, 1000)))
  }
  // A client that closes without waiting for answers has written it before its Logoff.
  const isWritten = ({ reason }: AmiError) => reason._tag === "OutcomeUnknown" && reason.cause === "Closed"
  return ami.send(Actions.Hangup({ Channel: id })).pipe(
    Effect.retry({
      while: (error) => isMissing(error) && !course.isGone && !course.isForwarded,
      schedule: retry
    }),
    Effect.matchEffect({
      onFailure: (error) =>
        course.isForwarded
          ? stays("it was forwarded, and goes on in channels of other ids")
          : isMissing(error)
          ? Effect.void
          : stays(error.message, isWritten(error) ? Effect.logDebug : Effect.logWarning),
      onSuccess: () => Effect.void
    }),
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => stays(`Asterisk did not hang it up within ${Duration.format(patience)}`)
    })
  )
}
