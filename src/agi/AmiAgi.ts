/**
 * Programs that answer calls: AGI over the connection that is there already (`AGI(agi:async)` in the dialplan).
 *
 * **Details**
 *
 * Each call that the dialplan sends to `AGI(agi:async)` is a run of the program in a fiber of its own, which is interrupted when
 * the call hangs up. When the program returns, the call goes on in the dialplan after `AGI`; so it does when the program fails,
 * which is logged. No call is left in silence because its program failed.
 *
 * The account needs these lines in manager.conf (`AmiAgi.account`):
 *
 * ```ini
 * read = call,agi
 * write = call,agi
 * ```
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import { AmiClient, Buffer } from "../client/AmiClient.ts"
import { invalidOption } from "../internal/failing.ts"
import { quietly } from "../internal/foreign.ts"
import * as Identity from "../internal/identity.ts"
import * as Rules from "../internal/options.ts"
import type { Env, Session } from "./AgiSession.ts"
import * as Claims from "./internal/claims.ts"
import { Sessions } from "./internal/sessions.ts"

// --- Options ----------------------------------------------------------------

/**
 * How calls are served.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options<E = unknown, R = never> {
  /** What is run for each call. Its scope closes when the call ends. */
  readonly program: (session: Session) => Effect.Effect<unknown, E, R>
  /** Whether a call is for this program, such as `(env) => env["agi_extension"] === "810"`. By default each is. */
  readonly accepts?: ((env: Env) => boolean) | undefined
  /**
   * The name of the program, which marks its calls: the variable `AMI_AGI` of the channel begins with it. Programs of one
   * Asterisk need different names. Defaults to `agi`.
   */
  readonly name?: string | undefined
  /**
   * What is done with a call whose program was interrupted by a lost connection, or by the end of the process, when there is a
   * connection again: `break` lets it go on in the dialplan, `adopt` runs the program again, with `isAdopted`, and `hangup`
   * hangs up. Defaults to `break`.
   */
  readonly orphans?: "adopt" | "break" | "hangup" | undefined
  /** How many calls are served at once; those beyond go on in the dialplan. Defaults to 1,000. */
  readonly maxSessions?: number | undefined
  /**
   * How long a call may last from the start of the program until that returns, so that none outlives all programs; `Infinity`
   * for no limit. It takes the place of a limit that the dialplan has set. Defaults to 1 hour.
   */
  readonly maxLife?: Duration.Input | undefined
}

/**
 * A program that serves calls.
 *
 * @category models
 * @since 0.2.0
 */
export interface Serving {
  /** How many calls it serves now. */
  readonly sessions: Effect.Effect<number>
  /** How many calls it has turned away because of `maxSessions`. */
  readonly refused: Effect.Effect<number>
}

type Every = Options<unknown, unknown>

const rules: Rules.Rules<Every> = {
  program: Rules.callable,
  accepts: Rules.callable,
  name: Rules.satisfies(
    "must be a name of 1 to 40 characters of A-Z a-z 0-9 _ -",
    (value) => typeof value === "string" && /^[A-Za-z0-9_-]{1,40}$/.test(value)
  ),
  orphans: Rules.oneOf("adopt", "break", "hangup"),
  maxSessions: Rules.whole(1),
  maxLife: Rules.duration({ zero: false })
}

// --- Serving ----------------------------------------------------------------

const events = [
  Events.AsyncAGIStart,
  Events.AsyncAGIExec,
  Events.AsyncAGIEnd,
  Events.AGIExecEnd,
  Events.HangupRequest,
  Events.SoftHangupRequest,
  Events.Hangup,
  Events.Rename
] as const

/**
 * What an account needs to serve calls: `read = call,agi` and `write = call,agi` in manager.conf.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.AGI, Actions.Setvar, Actions.AbsoluteTimeout, Actions.Status],
  reads: events
})

/** How many events are kept while programs are busy; losing some costs a list of channels. */
const buffer = { capacity: 65_536, overflow: "dropOldest" } as const

/**
 * Runs a program for each call that comes to `AGI(agi:async)`, until the scope closes.
 *
 * **Details**
 *
 * Completes when calls are listened for; those that wait already are served too. The program is interrupted when its call hangs
 * up or leaves AGI, and when the connection is lost: then its commands fail, and `orphans` says what happens to the call
 * when there is a connection again. When the scope closes, programs are interrupted, and their calls are treated as `orphans` says
 * at once, except that `adopt` leaves them to the next process.
 *
 * Fails if an option is wrong, or another program of the client has the same name.
 *
 * **Gotchas**
 *
 * Asterisk tells every connection of each call: two processes that serve the same calls both run their program.
 *
 * A call that no program accepts stays in `AGI` until it hangs up.
 *
 * **Example** (Asking for a number)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiAgi, AmiClient } from "effect-ami"
 * import { AmiSimulator } from "effect-ami/simulator"
 * import { TestClock } from "effect/testing"
 *
 * const AmiTest = AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
 *   Layer.provideMerge(AmiSimulator.layerTransport({
 *     endpoints: { "102": { onCall: "manual" } },
 *     extensions: { "from-internal": { "810": ["AGI(agi:async)", "Queue(${QUEUE})"] } }
 *   }))
 * )
 * const program = Effect.gen(function*() {
 *   const simulator = yield* AmiSimulator.AmiSimulator
 *   const queues: Array<string | undefined> = []
 *   yield* AmiAgi.serve((session) => Effect.gen(function*() {
 *     yield* session.answer
 *     yield* session.setVariable("QUEUE", "sales")
 *     queues.push(yield* session.getVariable("QUEUE"))
 *   }))
 *   yield* simulator.perform({ command: "call", phone: "102", number: "810" })
 *   yield* TestClock.adjust("1 second")
 *   return queues
 * })
 *
 * const result = program.pipe(Effect.scoped, Effect.provide(AmiTest), Effect.provide(TestClock.layer()))
 * await Effect.runPromise(result) // => ["sales"]
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const serve = <E, R>(
  options: Options<E, R> | ((session: Session) => Effect.Effect<unknown, E, R>)
): Effect.Effect<Serving, AmiError, AmiClient | Scope.Scope | Exclude<R, Scope.Scope>> =>
  Effect.gen(function*() {
    const ami = yield* AmiClient
    const { named, own } = Identity.of(ami)
    const given: Options<E, R> = typeof options === "function" ? { program: options } : options
    const wrong = Rules.firstInvalid<Every>(given, rules, ["program"])
    if (wrong !== undefined) return yield* Effect.fail(named(invalidOption("AmiAgi.serve", wrong)))
    const { program } = given
    const context = yield* Effect.context<AmiClient | Scope.Scope | Exclude<R, Scope.Scope>>()
    const sessions = new Sessions(ami, {
      name: given.name ?? "agi",
      accepts: given.accepts ?? (() => true),
      program: (session) => Effect.provideContext(Effect.scoped(program(session)), context),
      orphans: given.orphans ?? "break",
      maxSessions: given.maxSessions ?? 1000,
      maxLife: Duration.fromInputUnsafe(given.maxLife ?? "1 hour")
    }, context)
    const claims = Claims.of(ami)
    const entered = yield* Effect.acquireRelease(
      Effect.sync(() => claims.enter(sessions)),
      (entered) => Effect.sync(() => entered ? claims.leave(sessions) : undefined)
    )
    if (!entered) {
      const rule = "is the name of another program of this client: give each a name of its own"
      return yield* Effect.fail(named(invalidOption("AmiAgi.serve", { option: "name", rule })))
    }
    const watching = ami.watch(...events).pipe(
      Stream.provideService(Buffer, buffer),
      Stream.runForEachArray((items) => Effect.sync(() => sessions.receive(items))),
      Effect.catchCause((cause) => quietly(own(Effect.logError("The AGI program ended", cause)))),
      Effect.ensuring(Effect.sync(() => sessions.lose("Disconnected")))
    )
    yield* Effect.forkScoped(watching, { startImmediately: true })
    yield* Effect.addFinalizer(() => sessions.close)
    return { sessions: Effect.sync(() => sessions.size), refused: Effect.sync(() => sessions.refused) }
  })

/**
 * Layer of a program that runs for each call, with nothing to use.
 *
 * **Example** (Serving calls until the process ends)
 *
 * ```ts
 * import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
 * import { Layer } from "effect"
 * import { AmiAgi } from "effect-ami"
 * import { NodeAmi } from "effect-ami/node"
 *
 * const Hello = AmiAgi.layer({
 *   name: "hello",
 *   accepts: (env) => env["agi_extension"] === "810",
 *   program: (session) => session.streamFile("hello-world")
 * })
 *
 * Layer.launch(Hello.pipe(Layer.provide(NodeAmi.layerConfig()))).pipe(NodeRuntime.runMain)
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer = <E, R>(
  options: Options<E, R> | ((session: Session) => Effect.Effect<unknown, E, R>)
): Layer.Layer<never, AmiError, AmiClient | Exclude<R, Scope.Scope>> => Layer.effectDiscard(serve(options))
