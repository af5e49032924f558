/**
 * Starting a call, and waiting for what becomes of it.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { ActionFailed, AmiError, OutcomeUnknown } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import * as AmiEvent from "../../catalog/AmiEvent.ts"
import * as Events from "../../catalog/Events.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { AmiClient } from "../AmiClient.ts"
import { decodeFailed, errorOf, isErrorResponse } from "./answers.ts"

/** Who calls whom: the originator is rung first; only when it answers, the extension is dialled. */
export interface Options {
  /** Who is rung first: an extension such as `100`, or a channel such as `PJSIP/100`. */
  readonly originator: string
  /** Whom the originator is connected with when it has answered. */
  readonly extension: string
  /** The context in the dialplan of both; `from-internal` unless given. */
  readonly context?: string | undefined
  /** The priority of the extension; 1 unless given. */
  readonly priority?: number | undefined
  /** How long the originator may ring; 15 seconds unless given. */
  readonly timeout?: Duration.Input | undefined
  /** What the originator sees, such as `Sales <100>`. */
  readonly callerId?: string | undefined
  /** Channel variables; commas and quotes in their values are kept. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  /** The account code of the call. */
  readonly account?: string | undefined
  /** The `Uniqueid` that the channel gets; random unless given. */
  readonly channelId?: string | undefined
}

/** Asterisk tells the outcome when the originator's time is over, and a loaded one a little later. */
const outcomeMargin = Duration.seconds(10)

const originateOutcome = (
  action: AmiAction.Any,
  message: AmiMessage
): Effect.Effect<Events.OriginateResponse | undefined, AmiError> => {
  if (message.kind === "Response") {
    return isErrorResponse(message) ? Effect.fail(errorOf(action, message)) : Effect.undefined
  }
  return Result.match(Events.OriginateResponse.decode(message), {
    onFailure: (issue) => Effect.fail(decodeFailed(action, issue, message)),
    onSuccess: (outcome) => {
      if (outcome.Response === "Success") return Effect.succeed(outcome)
      const fault = AmiEvent.faultsOf(outcome).find((one) => /^(Response|Reason): /.test(one))
      if (fault !== undefined) return Effect.fail(decodeFailed(action, fault, message))
      const text = `${originateReasons[outcome.Reason] ?? "failed"} (reason ${outcome.Reason})`
      return Effect.fail(
        new AmiError({ reason: new ActionFailed({ action: action.name, message: text, response: message }) })
      )
    }
  })
}

/** `Reason` of OriginateResponse (manager.c, fast_originate; frame.h, AST_CONTROL_*). 3 also stands for every timeout. */
const originateReasons: Readonly<Record<number, string>> = {
  0: "no such extension or endpoint, or the far end hung up",
  1: "hung up while it was dialled",
  3: "no answer",
  5: "busy",
  8: "congestion, or the far end refused"
}

/** The action, and what has to be known of it afterwards. */
export const prepare = (options: Options) => {
  const context = options.context ?? "from-internal"
  const timeout = Duration.fromInputUnsafe(options.timeout ?? "15 seconds")
  const channelId = options.channelId ?? crypto.randomUUID()
  const action = Actions.Originate({
    Channel: options.originator.includes("/") ? options.originator : `Local/${options.originator}@${context}`,
    Context: context,
    Exten: options.extension,
    Priority: options.priority ?? 1,
    Timeout: timeout,
    ChannelId: channelId,
    ...(options.callerId === undefined ? {} : { CallerID: options.callerId }),
    ...(options.variables === undefined ? {} : { Variable: options.variables }),
    ...(options.account === undefined ? {} : { Account: options.account })
  })
  return { action, channelId, timeout }
}

/**
 * Sends the action and waits for the OriginateResponse that carries its ActionID.
 *
 * Until it is answered it has the deadline of every action, and may turn out not to have been sent at all; the time of
 * the originator counts from the answer on.
 */
export const awaitOutcome = Effect.fnUntraced(function*(
  ami: AmiClient["Service"],
  { action, timeout }: ReturnType<typeof prepare>
): Effect.fn.Return<Events.OriginateResponse, AmiError> {
  const queued = yield* Deferred.make<string>()
  const unknown = (actionId: string) =>
    Effect.flatMap(ami.status.get, (state) => {
      const epoch = "epoch" in state ? state.epoch : 0
      return Effect.fail(
        new AmiError({ reason: new OutcomeUnknown({ action: action.name, actionId, epoch, cause: "Timeout" }) })
      )
    })
  const overdue = Effect.flatMap(
    Deferred.await(queued),
    (actionId) => Effect.delay(unknown(actionId), Duration.sum(timeout, outcomeMargin))
  )
  const outcome = ami.exchange(action).pipe(
    Stream.tap((message) => Deferred.succeed(queued, message.get("ActionID") ?? "")),
    Stream.mapEffect((message) => originateOutcome(action, message)),
    Stream.filter((outcome) => outcome !== undefined),
    Stream.runHead,
    Effect.flatMap(Option.match({ onNone: () => overdue, onSome: Effect.succeed }))
  )
  return yield* Effect.raceFirst(outcome, overdue)
})
