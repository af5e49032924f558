/**
 * Waiting for the outcome of a call, and hanging it up if nobody waits any more.
 *
 * Asterisk reports the outcome in an OriginateResponse, which comes by the
 * ActionID, and in the events of the call (see `dialCourse`), which come to a
 * subscription of its own. Either may come first.
 *
 * If the caller is interrupted while the telephone rings, it is hung up, and so
 * it is if the caller still waits when the client closes.
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type AmiError, NotAnswered, OutcomeUnknown } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import * as AmiEvent from "../../catalog/AmiEvent.ts"
import * as Events from "../../catalog/Events.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { decodeFailed, errorOf, isErrorResponse } from "../../internal/answers.ts"
import { fail } from "../../internal/failing.ts"
import * as Farewells from "../../internal/farewells.ts"
import * as Given from "../../internal/given.ts"
import * as Identity from "../../internal/identity.ts"
import * as Rules from "../../internal/options.ts"
import * as Reporting from "../../internal/reporting.ts"
import * as Unwritten from "../../internal/unwritten.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { Course } from "./dialCourse.ts"
import * as DialEvents from "./dialEvents.ts"
import * as Originate from "./originate.ts"

/** Who calls whom, and what becomes of the call when `dial` is interrupted. */
export interface Options extends Originate.Options {
  /** `hangup` (the default) hangs up what rings when `dial` is interrupted; `leave` lets it ring. */
  readonly onInterrupt?: OnInterrupt | undefined
}

type OnInterrupt = "hangup" | "leave"

const rules: Rules.Rules<Options> = { ...Originate.rules, onInterrupt: Rules.oneOf("hangup", "leave") }

/** Asterisk reports the outcome when the originator's time is over, and a loaded one a little later. */
const outcomeMargin = Duration.seconds(10)

/** How long the OriginateResponse, the end of the call and the ends of its telephones may come one after the other. */
const grace = Duration.seconds(1)

/** How long an interruption may take. */
const hangUpTimeout = Duration.seconds(2)

/** Asterisk makes the channel a moment after it has answered the action. */
const hangUpRetry = Schedule.spaced("50 millis")

/** Sends the action and waits until the originator has answered, or will not. */
export const dial = (options: Options): Effect.Effect<Events.OriginateResponse, AmiError, AmiClient> =>
  AmiClient.use((ami) => {
    const { named, own } = Identity.of(ami)
    return Given.options(ami, "Ami.dial", options, rules, ["originator", "extension"]).pipe(
      Effect.flatMap((options) => Originate.prepare(ami, options)),
      Effect.flatMap((call) => waiting(ami, call, options.onInterrupt ?? "hangup")),
      Effect.mapError(named),
      own
    )
  })

const waiting = Effect.fnUntraced(
  function*(
    ami: AmiClient["Service"],
    call: Originate.Call,
    onInterrupt: OnInterrupt
  ): Effect.fn.Return<Events.OriginateResponse, AmiError, Scope.Scope> {
    yield* Reporting.check(ami)
    const course = new Course(call.channelId)
    const over = Latch.makeUnsafe(false)
    yield* DialEvents.follow(ami, call.channelId, (message) => {
      course.see(message)
      if (course.isOver) over.openUnsafe()
    })

    let isBegun = false
    let isDecided = false
    const action: Originate.Call["action"] = {
      ...call.action,
      encode: () => {
        isBegun = true
        return call.action.encode()
      }
    }
    Unwritten.watch(action, () => {
      isBegun = false
    })
    const hangUp = Effect.suspend(() =>
      isBegun && !isDecided && !course.isGone && onInterrupt === "hangup" ? endCall(ami, call, course) : Effect.void
    )
    yield* Effect.forkScoped(Effect.andThen(Farewells.closing(ami.status), hangUp), { startImmediately: true })

    const queued = yield* Deferred.make<string>()
    const refused = (reason: number | undefined, response: AmiMessage.AmiMessage | undefined) =>
      Effect.suspend(() => fail(notAnswered(call, course, reason, response)))

    const outcomeOf = (
      message: AmiMessage.AmiMessage
    ): Effect.Effect<Events.OriginateResponse | undefined, AmiError> => {
      if (message.kind === "Response") {
        return isErrorResponse(message) ? Effect.fail(call.explained(errorOf(action, message))) : Effect.undefined
      }
      isDecided = true
      return Result.match(Events.OriginateResponse.decode(message), {
        onFailure: (issue) => Effect.fail(decodeFailed(action, issue, message)),
        onSuccess: (outcome) => {
          if (outcome.Response === "Success") return Effect.succeed(outcome)
          const fault = AmiEvent.faultsOf(outcome).find((one) => one.startsWith("Response: "))
          if (fault !== undefined) return Effect.fail(decodeFailed(action, fault, message))
          const reason = Number.isInteger(outcome.Reason) ? outcome.Reason : undefined
          return Effect.andThen(Effect.timeoutOption(over.await, grace), refused(reason, message))
        }
      })
    }
    const unknown = Effect.fnUntraced(function*(actionId: string) {
      const state = yield* ami.status.get
      const epoch = "epoch" in state ? state.epoch : 0
      const detail = course.isSeen
        ? "events of the call came, and no OriginateResponse"
        : "Asterisk queued the call, and no event of it came. May the account read the class `call`, "
          + "and does no `eventfilter` in manager.conf hold it back?"
      const reason = new OutcomeUnknown({ action: action.name, actionId, epoch, cause: "Timeout", detail })
      return yield* fail(reason)
    })
    const overdue = Effect.flatMap(
      Deferred.await(queued),
      (actionId) => Effect.delay(unknown(actionId), Duration.sum(call.timeout, outcomeMargin))
    )
    const reported = ami.exchange(action).pipe(
      Stream.tap((message) => Deferred.succeed(queued, message.get("ActionID") ?? "")),
      Stream.mapEffect(outcomeOf),
      Stream.filter((outcome) => outcome !== undefined),
      Stream.runHead,
      Effect.flatMap(Option.match({ onNone: () => overdue, onSome: Effect.succeed }))
    )
    /** The end of a call that was not answered decides if no OriginateResponse follows it. */
    const unreported = Effect.andThen(over.await, Effect.sleep(grace)).pipe(
      Effect.andThen(
        Effect.suspend(() => course.wasAnswered || isDecided ? Effect.never : refused(undefined, undefined))
      )
    )
    return yield* Effect.onInterrupt(Effect.raceAllFirst([reported, overdue, unreported]), () => hangUp)
  },
  Effect.scoped,
  (effect, ami) => Effect.mapError(effect, Identity.of(ami).named)
)

const notAnswered = (
  { action, channel, channelId }: Originate.Call,
  course: Course,
  reason: number | undefined,
  response: AmiMessage.AmiMessage | undefined
): NotAnswered =>
  new NotAnswered({
    action: action.name,
    channel,
    channelId,
    ...course.end(reason),
    ...(response === undefined ? {} : { response })
  })

/** Hangs up a call by its id, which Hangup takes for a channel's name (channel.c, ast_channel_get_by_name). */
const endCall = (
  ami: AmiClient["Service"],
  { channel, channelId }: Originate.Call,
  course: Course
): Effect.Effect<void> => {
  const isMissing = ({ reason }: AmiError) => reason._tag === "ActionFailed" && reason.message === "No such channel"
  const stays = (why: string, log = Effect.logWarning) => {
    const words = `${channel} may still ring, though nobody waits for the call ${channelId}: ${why}`
    return Identity.of(ami).own(log(AmiMessage.printable(words, 1000)))
  }
  // A client that closes without waiting for answers has written it before its Logoff.
  const isWritten = ({ reason }: AmiError) => reason._tag === "OutcomeUnknown" && reason.cause === "Closed"
  return ami.send(Actions.Hangup({ Channel: channelId })).pipe(
    Effect.retry({
      while: (error) => isMissing(error) && !course.isGone && !course.isForwarded,
      schedule: hangUpRetry
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
      duration: hangUpTimeout,
      orElse: () => stays(`Asterisk did not hang it up within ${Duration.format(hangUpTimeout)}`)
    })
  )
}
