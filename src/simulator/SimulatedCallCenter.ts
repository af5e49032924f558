/**
 * A day in a call centre on a simulated PBX: callers who wait or give up, agents who answer, talk, transfer and take
 * breaks for a reason, and a line to the outside that fails now and then.
 *
 * Try a wallboard, a report or a dialer on it. Everything follows from a seed: the same seed makes the same
 * calls at the same times, by Effect's clock, so that `TestClock` runs an hour in a moment. The number of calls depends on
 * the time of day.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { AmiError } from "../AmiError.ts"
import { invalidOption } from "../internal/failing.ts"
import * as Rules from "../internal/options.ts"
import { AmiSimulator } from "./AmiSimulator.ts"
import { CallCenter, lot, room } from "./internal/callCenter.ts"
import * as Hubs from "./internal/hubs.ts"
import { check } from "./internal/options.ts"

/**
 * The size of a call centre, and how people behave in it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /** How many call in a minute of the busiest hour. Defaults to 6. */
  readonly callsPerMinute?: number | undefined
  /** The share of that in each hour of the day (UTC), from 0 to 1. Defaults to `allDay`. */
  readonly day?: ReadonlyArray<number> | undefined
  /** The queues that callers reach: the first at the extension `4001`, the next at `4002`. Defaults to `sales` and `support`. */
  readonly queues?: ReadonlyArray<string> | undefined
  /**
   * How many agents there are, from `PJSIP/1001` at the extension `1001` on, each in one queue and every third in the next
   * one too.
   * Defaults to as many as the calls need, and 10 at least.
   */
  readonly agents?: number | undefined
  /** How long agents talk on average. Defaults to 3 minutes. */
  readonly serviceTime?: Duration.Input | undefined
  /** How long callers wait on average before they give up. Defaults to 2 minutes. */
  readonly patience?: Duration.Input | undefined
  /** How long agents work on average before they take a break. Defaults to 20 minutes. */
  readonly pauseEvery?: Duration.Input | undefined
  /** How long the line to the outside works on average before it fails. Defaults to 30 minutes. */
  readonly trunkFailsEvery?: Duration.Input | undefined
  /** The share of conversations in which an agent puts the caller on hold, from 0 to 1. Defaults to 0. */
  readonly holds?: number | undefined
  /** The share of callers whom an agent parks at `700`, where another one fetches them, from 0 to 1. Defaults to 0. */
  readonly parks?: number | undefined
  /** How long until some free agents meet in the conference `8000`, on average. Defaults to never. */
  readonly meetEvery?: Duration.Input | undefined
  /** Where its random numbers start. Defaults to 1. */
  readonly seed?: number | undefined
}

/**
 * Calls come at the same rate at any time of the day.
 *
 * @category constants
 * @since 0.2.0
 */
export const allDay: ReadonlyArray<number> = /*#__PURE__*/ Array.from({ length: 24 }, () => 1)

/**
 * A working day: calls come from 7 to 20 o'clock, most of them around 10 and 15.
 *
 * @category constants
 * @since 0.2.0
 */
export const workingDay: ReadonlyArray<number> = /*#__PURE__*/ [
  2,
  1,
  1,
  1,
  2,
  5,
  12,
  30,
  65,
  90,
  100,
  95,
  70,
  75,
  90,
  100,
  85,
  60,
  40,
  25,
  15,
  10,
  6,
  3
].map((percent) => percent / 100)

const positive = Rules.satisfies(
  "must be a number greater than 0",
  (value) => typeof value === "number" && value > 0 && value < Infinity
)

const share = Rules.satisfies(
  "must be a number from 0 to 1",
  (value) => typeof value === "number" && value >= 0 && value <= 1
)

const name = Rules.satisfies(
  "must be a name of letters and digits",
  (value) => typeof value === "string" && /^[\w-]+$/.test(value)
)

const some = Rules.satisfies("must not be empty", (value) => Array.isArray(value) && value.length > 0, Rules.kindOf)

const rules: Rules.Rules<Options> = {
  callsPerMinute: positive,
  day: Rules.both(
    Rules.listOf("must be a list of 24 numbers", share),
    Rules.satisfies("must have 24 numbers", (value) => Array.isArray(value) && value.length === 24, Rules.kindOf)
  ),
  queues: Rules.both(Rules.listOf("must be a list of names", name), some),
  agents: Rules.within(1, 9_000),
  serviceTime: Rules.duration({ zero: false }),
  patience: Rules.duration({ zero: false }),
  pauseEvery: Rules.duration({ zero: false }),
  trunkFailsEvery: Rules.duration({ zero: false }),
  holds: share,
  parks: share,
  meetEvery: Rules.duration({ zero: false }),
  seed: Rules.satisfies("must be a whole number", Number.isSafeInteger)
}

/**
 * Opens a call centre on a simulator, and runs it until it is interrupted.
 *
 * **Example** (Running an hour at once)
 *
 * ```ts import.meta.vitest
 * import { AmiSimulator, SimulatedCallCenter } from "effect-ami/simulator"
 * import { Effect } from "effect"
 * import { TestClock } from "effect/testing"
 *
 * const program = Effect.gen(function*() {
 *   const { pbx } = yield* AmiSimulator.AmiSimulator
 *   yield* Effect.forkScoped(SimulatedCallCenter.run({ callsPerMinute: 2 }))
 *   yield* TestClock.adjust("1 hour")
 *   return (yield* pbx.calls).length > 60
 * })
 *
 * await Effect.runPromise(program.pipe(
 *   Effect.scoped,
 *   Effect.provide(AmiSimulator.layerTransport()),
 *   Effect.provide(TestClock.layer())
 * )) // => true
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const run = Effect.fnUntraced(function*(
  options: Options = {}
): Effect.fn.Return<never, AmiError, AmiSimulator> {
  const given = yield* check("SimulatedCallCenter", options, rules)
  const simulator = yield* AmiSimulator
  const hub = Hubs.of(simulator)
  if (hub === undefined) {
    const option = "AmiSimulator"
    return yield* Effect.fail(invalidOption("SimulatedCallCenter", { option, rule: "must be that of this library" }))
  }
  const { callsPerMinute = 6, queues = ["sales", "support"], seed = 1, serviceTime = "3 minutes" } = given
  const busy = callsPerMinute * Duration.toMillis(serviceTime) / 60_000
  const center = new CallCenter(hub, {
    callsPerMinute,
    queues,
    seed,
    day: given.day ?? allDay,
    agents: given.agents ?? Math.max(10, Math.ceil(busy * 1.15)),
    serviceMillis: Duration.toMillis(serviceTime),
    patienceMillis: Duration.toMillis(given.patience ?? "2 minutes"),
    pauseMillis: Duration.toMillis(given.pauseEvery ?? "20 minutes"),
    trunkMillis: Duration.toMillis(given.trunkFailsEvery ?? "30 minutes"),
    holds: given.holds ?? 0,
    parks: given.parks ?? 0,
    meetingMillis: given.meetEvery === undefined ? undefined : Duration.toMillis(given.meetEvery)
  })
  const { pbx } = simulator
  for (const { endpoint, exten, name } of center.telephones) {
    yield* pbx.telephone(name, endpoint)
    if (exten !== undefined) yield* pbx.extension(exten, [`Dial(PJSIP/${name},30)`, "Hangup()"])
  }
  for (const { exten, name, members } of center.queues) {
    let queue = pbx.queue(name, center.queueSettings).extension(exten).extension(exten, center.outside)
    for (const { at, member } of members) queue = queue.member(member, at)
    yield* queue
  }
  if (given.parks !== undefined) {
    yield* pbx.extension(lot, ["Park()"])
    yield* pbx.extension("_7XX", ["ParkedCall(default,${EXTEN})"])
  }
  if (given.meetEvery !== undefined) yield* pbx.extension(room, ["Answer()", "ConfBridge(meeting)"])
  yield* pbx.extension("_9.", ["Dial(PJSIP/${EXTEN:1}@provider,30)", "Hangup()"])
  return yield* center.run
})

/**
 * Layer that opens a call centre on the simulator, and runs it until the layer is closed.
 *
 * **Example** (Serving two queues and ten agents)
 *
 * ```ts
 * import { NodeSimulator, SimulatedCallCenter } from "effect-ami/simulator"
 * import { Layer } from "effect"
 *
 * export const Center = SimulatedCallCenter.layer({ queues: ["sales", "support"], agents: 10 }).pipe(
 *   Layer.provideMerge(NodeSimulator.layer({ port: 5038 }))
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer = (options: Options = {}): Layer.Layer<never, AmiError, AmiSimulator> =>
  Layer.effectDiscard(Effect.andThen(check("SimulatedCallCenter", options, rules), Effect.forkScoped(run(options))))
