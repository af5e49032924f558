/**
 * Hanging up a call that nobody waits for any more.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import { withoutDefects } from "../../internal/foreign.ts"
import * as Identity from "../../internal/identity.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { Given } from "./course.ts"
import type { Dial } from "./dialer.ts"

/** How long an interruption may take. */
const patience = Duration.seconds(2)

/** Asterisk makes the channel a moment after it has answered the action. */
const retry = Schedule.spaced("50 millis")

const isMissing = ({ reason }: AmiError) => reason._tag === "ActionFailed" && reason.message === "No such channel"

/** A client that closes without waiting for answers has written it before its Logoff. */
const isWritten = ({ reason }: AmiError) => reason._tag === "OutcomeUnknown" && reason.cause === "Closed"

/** Whether there was no connection, or none any more: Hangup may be sent once more, as it has an id of its own. */
const isLost = ({ reason }: AmiError) =>
  (reason._tag === "NotSent" && (reason.why === "NotConnected" || reason.why === "QueuedTimeout"))
  || (reason._tag === "OutcomeUnknown" && reason.cause !== "Closed")

/** Hangs up a call by its id, which Hangup takes for a channel's name (channel.c, ast_channel_get_by_name). */
export const hangUp = (
  ami: AmiClient["Service"],
  given: Given,
  { course }: Dial
): Effect.Effect<void> => {
  const { channel, id } = given
  const stays = (why: string, log = Effect.logWarning) => {
    const words = `${channel} may still ring, though nobody waits for the call ${id}: ${why}`
    return Identity.of(ami).own(log(AmiMessage.printable(words, 1000)))
  }
  const send = withoutDefects("The client", Effect.suspend(() => ami.send(Actions.Hangup({ Channel: id })))).pipe(
    Effect.retry({
      while: (error) => isMissing(error) && !course.isGone && !course.isForwarded,
      schedule: retry
    }),
    Effect.timeoutOption(patience)
  )
  const later = Effect.gen(function*() {
    // The first mark says that there is a connection, at once if there is one.
    const isBack = yield* Stream.runHead(Stream.filter(ami.watch(), ({ _tag }) => _tag === "Connected"))
    if (Option.isNone(isBack)) return yield* stays("there will be no other connection")
    const done = yield* Effect.result(send)
    if (done._tag === "Failure" && !isMissing(done.failure)) yield* stays(done.failure.message)
  }).pipe(Effect.catch((error) => stays(error.message)))
  return Effect.matchEffect(send, {
    onFailure: (error) => {
      if (course.isForwarded) return stays("it was forwarded, and goes on in channels of other ids")
      if (isMissing(error)) return Effect.void
      if (!isLost(error)) return stays(error.message, isWritten(error) ? Effect.logDebug : Effect.logWarning)
      // It outlives who is interrupted, and ends with the client.
      return Effect.andThen(
        stays("there is no connection. It is hung up when there is one", Effect.logInfo),
        Effect.forkDetach(later)
      )
    },
    onSuccess: (sent) =>
      Option.isSome(sent)
        ? Effect.void
        : stays(`Asterisk did not hang it up within ${Duration.format(patience)}`)
  })
}
