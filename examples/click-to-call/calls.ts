/**
 * Click-to-call as an HTTP API: POST /calls connects two telephones and answers when the second has answered, or not.
 *
 * Each status has one meaning for a program: 200 they talk, 409 somebody does not want to, 504 nobody answered, 502 the number
 * cannot be reached. 503 says that nobody was called, so it may be asked again. 500 says that nobody knows whether a telephone
 * rang: it must not be asked again by a program.
 */
import { Effect, Schema } from "effect"
import { type AmiCalls, type AmiClient, AmiDial, type AmiError } from "effect-ami"
import { HttpApi, HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"

const about = {
  id: Schema.optionalKey(Schema.String),
  party: Schema.Literals(["from", "to"]),
  outcome: AmiDial.Outcome
}

/** Busy, or declined. */
export class Busy extends Schema.TaggedError<Busy>()("Busy", about, { httpApiStatus: 409 }) {}

/** It rang until the time was over, or until the other party gave up. */
export class NoAnswer extends Schema.TaggedError<NoAnswer>()("NoAnswer", about, { httpApiStatus: 504 }) {}

/** There is no such number, no line, or no telephone. */
export class NotReachable extends Schema.TaggedError<NotReachable>()("NotReachable", about, { httpApiStatus: 502 }) {}

/** Nobody saw what became of it: a telephone may have rung. */
export class NotKnown extends Schema.TaggedError<NotKnown>()("NotKnown", about, { httpApiStatus: 500 }) {}

/** Nobody was called. */
export class NotCalled
  extends Schema.TaggedError<NotCalled>()("NotCalled", { message: Schema.String }, { httpApiStatus: 503 })
{}

/** A number as people dial it: what is sent to Asterisk is nothing else. */
const Number = Schema.String.check(Schema.isPattern(/^[0-9*#+]{1,30}$/, { expected: "a number" }))

export const Calls = HttpApi.make("click-to-call").add(
  HttpApiGroup.make("calls").add(
    HttpApiEndpoint.post("call", "/calls", {
      payload: Schema.Struct({ from: Number, to: Number }),
      success: Schema.Struct({ id: Schema.String }),
      error: [Busy, NoAnswer, NotReachable, NotKnown, NotCalled]
    })
  )
)

/** Asterisk refuses a call to an extension that its dialplan does not have, before it calls anybody. */
const refused = ({ message, reason }: AmiError.AmiError) =>
  reason._tag === "ActionFailed"
    ? new NotReachable({ party: "to", outcome: { _tag: "Unreachable", causeText: message } })
    : new NotCalled({ message })

const call = Effect.fnUntraced(function*(numbers: { readonly from: string; readonly to: string }) {
  const { from, id, outcome, to } = yield* Effect.mapError(AmiDial.call({ ...numbers, ringFor: "25 seconds" }), refused)
  const report = { id, party: to === undefined ? "from" : "to", outcome } as const
  return yield* AmiDial.match(outcome, {
    Answered: () => Effect.succeed({ id }),
    Busy: () => Effect.fail(new Busy(report)),
    Rejected: () => Effect.fail(new Busy(report)),
    NoAnswer: () => Effect.fail(new NoAnswer(report)),
    Cancelled: () => Effect.fail(new NoAnswer(report)),
    Congestion: () => Effect.fail(new NotReachable(report)),
    Unreachable: () => Effect.fail(new NotReachable(report)),
    Failed: () => Effect.fail(new NotReachable(report)),
    Unknown: () => Effect.fail(new NotKnown(report))
  }).pipe(Effect.annotateLogs({ id, from: from._tag }))
})

/** What handles requests. A request that is aborted hangs up what rings. */
export const CallsLayer = HttpApiBuilder.group(
  Calls,
  "calls",
  Effect.fnUntraced(function*(handlers) {
    const ami = yield* Effect.context<AmiClient.AmiClient | AmiCalls.AmiCalls>()
    return handlers.handle("call", ({ payload }) => Effect.provide(call(payload), ami))
  })
)
