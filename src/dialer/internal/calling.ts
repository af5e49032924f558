/**
 * Calls as their callers see them.
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { invalidOption } from "../../internal/failing.ts"
import * as Identity from "../../internal/identity.ts"
import * as Rules from "../../internal/options.ts"
import { AmiCalls } from "../../live/AmiCalls.ts"
import type { CallRecord } from "../../live/CallRecord.ts"
import type { Amd } from "./course.ts"
import { watch } from "./dialer.ts"
import * as Dialing from "./dialing.ts"
import * as DialMetrics from "./dialMetrics.ts"
import * as Options from "./options.ts"
import type { Outcome } from "./outcome.ts"
import * as Records from "./records.ts"

type Needs = AmiClient | AmiCalls

/** Runs something for a client, in its name. */
const named = <A, R>(run: (ami: AmiClient["Service"]) => Effect.Effect<A, AmiError, R>) =>
  AmiClient.use((ami) => {
    const { named, own } = Identity.of(ami)
    return own(Effect.mapError(run(ami), named))
  })

export const dial = (options: Options.Options): Effect.Effect<Outcome, AmiError, Needs> =>
  named((ami) =>
    Options.prepare(ami, "AmiDial.dial", options).pipe(
      Effect.flatMap((prepared) => Dialing.begin(prepared, "first")),
      Effect.flatMap(Dialing.first),
      Effect.scoped,
      (dial) => DialMetrics.within("AmiDial.dial", ami, (outcome) => outcome, dial)
    )
  )

export interface CallOptions extends Options.How {
  readonly from: string
  readonly to: string
}

const callRules: Rules.Rules<CallOptions> = { from: Rules.text, to: Rules.text, ...Options.howRules }

export const call = (options: CallOptions) =>
  named((ami) =>
    Effect.gen(function*() {
      const wrong = Rules.firstInvalid(options, callRules, ["from", "to"])
      if (wrong !== undefined) return yield* Effect.fail(invalidOption("AmiDial.call", wrong))
      const { from: first, to: Exten, ...how } = options
      const prepared = yield* Options.prepare(ami, "AmiDial.call", { ...how, first, then: { Exten } })
      const begun = yield* Dialing.begin(prepared, "second")
      const to = yield* Dialing.second(begun, true)
      const from = yield* Dialing.first(begun)
      return { id: begun.given.id, from, to, outcome: to ?? from }
    }).pipe(
      Effect.scoped,
      (call) => DialMetrics.within("AmiDial.call", ami, ({ outcome }) => outcome, call)
    )
  )

// --- To the end of a call -------------------------------------------------------------

export interface Followed {
  readonly id: string
  readonly first: Outcome
  /** Whom the channel of the first party has dialled; absent if that was not reached, or dialled nobody. */
  readonly second?: Outcome
  /** What `UserEvent(AMD,Status: ${AMDSTATUS},Cause: ${AMDCAUSE})` in the dialplan has reported. */
  readonly amd?: Amd
  /** The record of `AmiCalls`; absent if no telephone was in the call, or nobody saw it. */
  readonly record?: CallRecord
}

export interface Started {
  readonly id: string
  /** Ends when the first party has answered or not. */
  readonly first: Effect.Effect<Outcome>
  /** Ends when the second party has answered or not; undefined if the first was not reached. */
  readonly second: Effect.Effect<Outcome | undefined>
  /** Ends with the call. */
  readonly ended: Effect.Effect<Followed>
}

export const start = (options: Options.Options): Effect.Effect<Started, AmiError, Needs | Scope.Scope> =>
  named((ami) =>
    Effect.gen(function*() {
      const prepared = yield* Options.prepare(ami, "AmiDial.start", options)
      const record = yield* Records.watch(yield* AmiCalls, prepared.course.id)
      return yield* started(yield* Dialing.begin(prepared, "first"), record)
    })
  )

export const follow = (options: Options.Options): Effect.Effect<Followed, AmiError, Needs> =>
  AmiClient.use((ami) =>
    DialMetrics.within(
      "AmiDial.follow",
      ami,
      ({ first }) => first,
      Effect.scoped(Effect.flatMap(start(options), ({ ended }) => ended))
    )
  )

export const adopt = (id: string): Effect.Effect<Started, AmiError, Needs | Scope.Scope> =>
  named((ami) =>
    Effect.gen(function*() {
      const wrong = Rules.firstInvalid({ id }, { id: Options.howRules.id }, ["id"])
      if (wrong !== undefined) return yield* Effect.fail(invalidOption("AmiDial.adopt", wrong))
      const record = yield* Records.watch(yield* AmiCalls, id)
      const given = { id, channel: id, ringFor: Infinity, earlyMedia: false }
      const dial = yield* watch(ami, given)
      // As after a connection that was lost: what is there says what has happened.
      dial.link = "back"
      return yield* started({ ami, given, blackBox: true, dial }, record)
    })
  )

/** How long the record of a call may come after the end of its channels. */
const recordMargin = "2 seconds"

const started = Effect.fnUntraced(function*(
  call: Dialing.Call,
  record: Deferred.Deferred<CallRecord>
): Effect.fn.Return<Started, never, Scope.Scope> {
  const first = yield* Deferred.make<Outcome>()
  const second = yield* Deferred.make<Outcome | undefined>()
  const ended = yield* Deferred.make<Followed>()
  const { course } = call.dial
  const run = Effect.gen(function*() {
    yield* Deferred.succeed(first, yield* Dialing.first(call))
    yield* Deferred.succeed(second, yield* Dialing.second(call, false))
    const found = yield* Effect.raceFirst(
      Effect.asSome(Deferred.await(record)),
      Effect.andThen(Dialing.over(call), Effect.timeoutOption(Deferred.await(record), recordMargin))
    )
    const first_ = yield* Deferred.await(first)
    yield* Deferred.succeed(ended, {
      id: call.given.id,
      first: first_,
      ...(course.second === undefined ? {} : { second: course.second }),
      ...(course.amd === undefined ? {} : { amd: course.amd }),
      ...(Option.isNone(found) ? {} : { record: found.value })
    })
  })
  yield* Effect.forkScoped(run)
  return {
    id: call.given.id,
    first: Deferred.await(first),
    second: Deferred.await(second),
    ended: Deferred.await(ended)
  }
})
