/**
 * The queues: who waits in which, who serves them and what each member does, and what is counted.
 *
 * **Details**
 *
 * A member of a queue has the `state` of its device, which Asterisk knows, and a `status`, which follows from that, its pauses
 * and its calls. A caller has its place and the moment at which it joined; when it leaves, the `last` value of its `Gone` says
 * how. Names of queues and interfaces are found in any case, as Asterisk finds them.
 *
 * Asterisk raises no event for some changes: its own counters, the priority of a caller, `queue reset stats`, a reload, and
 * members that a realtime database adds. Each queue is asked for its counters and callers a second after a call in it has
 * ended or a caller has given up, and if an event shows that something has changed; all lists are taken every 5 minutes. After
 * an action of your own that changes something silently, run `refresh`.
 *
 * The account needs this line in manager.conf (`AmiQueues.account`), and no `write`:
 *
 * ```ini
 * read = call,agent
 * ```
 *
 * With `read = agent` alone, callers whose time was over count as abandoned, and those who left by a key have no reason.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../AmiError.ts"
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import { AmiClient } from "../client/AmiClient.ts"
import { invalidOption } from "../internal/failing.ts"
import * as Identity from "../internal/identity.ts"
import * as Rules from "../internal/options.ts"
import * as AmiLive from "./AmiLive.ts"
import { source } from "./internal/lists.ts"
import type { Publisher } from "./internal/publishing.ts"
import { topicOf } from "./internal/queues/queueIndex.ts"
import * as Keeping from "./internal/queues/queueKeeping.ts"
import { QueuesPart } from "./internal/queues/queues.ts"
import type { Caller, Member, Queue } from "./internal/queues/queueSchemas.ts"
import * as Values from "./internal/queues/queueValues.ts"

// --- Values -----------------------------------------------------------------

/**
 * The state of a member's device.
 *
 * @category models
 * @since 0.2.0
 */
export type MemberState = Values.MemberState

/**
 * What a member does. The first of these that holds: it is paused; talks with a caller of the queue; rings; rests after a
 * call; can be called; cannot be reached; talks otherwise.
 *
 * @category models
 * @since 0.2.0
 */
export type MemberStatus = Values.MemberStatus

/**
 * How a caller left a queue: `Connected` to a member, `Abandoned` if it hung up, `TimedOut` if it went on in the dialplan
 * unanswered, `Left` if it pressed a key or was redirected.
 *
 * **Gotchas**
 *
 * Asterisk does not say why a caller is not answered, so a caller that an action hangs up or withdraws is `TimedOut` too, and
 * with Asterisk 16 also one that is redirected.
 *
 * @category models
 * @since 0.2.0
 */
export type LeaveReason = Values.LeaveReason

export {
  /**
   * A caller that waits, and the schema for it. Its key is `callerKey(Queue, Uniqueid)`. Times are in milliseconds since 1970.
   *
   * @category schemas
   * @since 0.2.0
   */
  Caller,
  /**
   * What Asterisk counts of a queue, since it started or since `queue reset stats`, and the schema for it.
   *
   * @category schemas
   * @since 0.2.0
   */
  Counters,
  /**
   * When and how a caller left a queue, and the schema for it.
   *
   * @category schemas
   * @since 0.2.0
   */
  Leave,
  /**
   * A member of a queue, and the schema for it. Its key is `memberKey(Queue, Interface)`. Times are in milliseconds since 1970.
   *
   * @category schemas
   * @since 0.2.0
   */
  Member,
  /**
   * A caller of a queue with the member that talks with it, and the schema for it.
   *
   * @category schemas
   * @since 0.2.0
   */
  MemberCall,
  /**
   * A queue with its members and callers, and the schema for it: in its JSON, the members are a list of pairs. Its key is its name.
   *
   * @category schemas
   * @since 0.2.0
   */
  Queue,
  /**
   * What this program has counted of a queue since it began to, with the times in which it may have missed something, and the
   * schema for it.
   *
   * @category schemas
   * @since 0.2.0
   */
  Totals
} from "./internal/queues/queueSchemas.ts"

/**
 * The key of a member.
 *
 * **Example** (Finding a member)
 *
 * ```ts import.meta.vitest
 * import { AmiQueues } from "effect-ami"
 *
 * AmiQueues.memberKey("sales", "PJSIP/101") // => "sales PJSIP/101"
 * AmiQueues.memberKey("after hours", "PJSIP/101") // => "after%20hours PJSIP/101"
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const memberKey = (queue: string, iface: string): string => Values.keyOf(queue, iface)

/**
 * The key of a caller.
 *
 * **Example** (Finding a caller)
 *
 * ```ts import.meta.vitest
 * import { AmiQueues } from "effect-ami"
 *
 * AmiQueues.callerKey("sales", "1795929882.260") // => "sales 1795929882.260"
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const callerKey = (queue: string, Uniqueid: string): string => Values.keyOf(queue, Uniqueid)

// --- Service ----------------------------------------------------------------

/**
 * The privileges that an account needs.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.QueueStatus],
  reads: [Events.QueueCallerJoin, Events.QueueMemberStatus, Events.AgentConnect, Events.HangupRequest, Events.Hangup]
})

/**
 * The queues by name, their members, and those who wait.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiQueues extends Context.Service<
  AmiQueues,
  AmiLive.Model<Queue> & {
    /** One queue: what it is now, and from now on. Undefined as long as there is none of this name. */
    readonly queue: (name: string) => AmiLive.Watch<Queue | undefined>
    /** The members of all queues, by `memberKey`. */
    readonly members: AmiLive.Model<Member>
    /** Those who wait in all queues, by `callerKey`. */
    readonly callers: AmiLive.Model<Caller>
    /** One person in all queues, such as `PJSIP/101`. */
    readonly member: (iface: string) => AmiLive.Watch<ReadonlyArray<Member>>
    /** Asks for a queue now: after an action that changes it silently, such as `QueueReset`. */
    readonly refresh: (name: string) => Effect.Effect<void, AmiError>
  }
>()("effect-ami/live/AmiQueues") {}

/**
 * Which queues to follow, and how often to ask for counters.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /** The names of the queues to follow, each of which is asked for by itself. Defaults to all. */
  readonly queues?: ReadonlyArray<string> | undefined
  /**
   * How long after the last call that ended, or the last caller that gave up, a queue is asked for its counters. Defaults to 1
   * second; a queue is asked at most once a second.
   */
  readonly countersAfter?: Duration.Input | undefined
}

const queueName = Rules.satisfies(
  "must be the name of a queue",
  (value) => typeof value === "string" && value !== "" && !/[\r\n\0]/.test(value)
)

const rules: Rules.Rules<Options> = {
  queues: Rules.both(
    Rules.satisfies(
      "must be a list of one name or more: leave it out to follow all queues",
      (value) => Array.isArray(value) && value.length > 0,
      Rules.kindOf
    ),
    Rules.listOf("must be a list of names", queueName)
  ),
  countersAfter: Rules.duration({ zero: true })
}

const makeWith = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<AmiQueues["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope> {
  const ami = yield* AmiClient
  const identity = Identity.of(ami)
  const wrong = Rules.firstInvalid(options, rules)
  if (wrong !== undefined) return yield* identity.named(invalidOption("AmiQueues", wrong))
  const live = yield* AmiLive.AmiLive
  const settings = yield* AmiLive.Settings
  const names = options.queues === undefined
    ? undefined
    : new Map(options.queues.map((name) => [Values.fold(name), name]))
  const part = new QueuesPart({
    only: names === undefined ? undefined : new Set(names.keys()),
    sources: names === undefined
      ? [[source(30, Actions.QueueStatus()), undefined]]
      : [...names].map((
        [folded, Queue]
      ) => [source(30, Actions.QueueStatus({ Queue }), `QueueStatus ${folded}`), folded]),
    countersAfter: Duration.toMillis(options.countersAfter ?? "1 second"),
    capacity: settings.capacity
  })
  const keeper = yield* Keeping.keep(ami, part)
  yield* live.install(part, { ...settings, relistEvery: settings.relistEvery ?? "5 minutes" })
  const { index } = part
  const missing = [...names ?? []].flatMap(([folded, name]) => index.byName.has(folded) ? [] : [name])
  if (missing.length > 0) {
    yield* identity.own(Effect.logWarning(`Asterisk has no queue ${missing.map(Rules.print).join(", ")}`))
  }
  const queues = modelOf(index.queues, (name) => index.queue(name), Values.fold)
  return AmiQueues.of({
    ...queues,
    queue: queues.watch,
    members: modelOf(index.members, (key) => index.member(key), Values.folded),
    callers: modelOf(index.callers, (key) => index.caller(key), Values.folded),
    member: (iface) => index.members.watchOf(topicOf(iface), () => index.membersOf(iface)),
    refresh: (name) => Effect.mapError(keeper.refresh(name), identity.named)
  })
})

/** A model whose keys are found in any case. */
const modelOf = <V>(
  publisher: Publisher<V>,
  read: (key: string) => V | undefined,
  topic: (key: string) => string
): AmiLive.Model<V> => {
  const watch = (key: string) => publisher.watchOf(topic(key), () => read(key))
  return { get: publisher.get, changes: publisher.changes, lookup: (key) => watch(key).get, watch }
}

/**
 * Follows all queues until the scope closes. Fails if the first list does.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiQueues["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope> = Effect
  .suspend(() => makeWith({}))

/**
 * Layer of some queues of a client, or with other options. Fails with `InvalidOption` if an option is wrong.
 *
 * **Details**
 *
 * Asterisk filters the lists of named queues, not the events: those of other queues still come and are not looked at.
 *
 * **Example** (Following one queue)
 *
 * ```ts
 * import { AmiQueues } from "effect-ami"
 *
 * export const Sales = AmiQueues.layerWith({ queues: ["sales"], countersAfter: "3 seconds" })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerWith = (options: Options): Layer.Layer<AmiQueues, AmiError, AmiClient> =>
  Layer.effect(AmiQueues, makeWith(options)).pipe(Layer.provide(AmiLive.layer))

/**
 * Layer of the queues of a client.
 *
 * **Example** (Showing who waits)
 *
 * ```ts import.meta.vitest
 * import { Effect, Fiber, Layer, Redacted, Stream } from "effect"
 * import { AmiClient, AmiQueues, AmiTransportMock, Events } from "effect-ami"
 *
 * const AmiTest = AmiQueues.layer.pipe(
 *   Layer.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Layer.provideMerge(AmiTransportMock.layer({
 *     QueueStatus: AmiTransportMock.list("QueueStatusComplete", [
 *       AmiTransportMock.event(Events.QueueParams, { Queue: "sales", Completed: 41, Abandoned: 1 }),
 *       AmiTransportMock.event(Events.QueueMember, { Queue: "sales", Location: "PJSIP/101", Name: "Alice", Status: 1 })
 *     ])
 *   }))
 * )
 * const program = Effect.gen(function*() {
 *   const mock = yield* AmiTransportMock.AmiTransportMock
 *   const { changes, get } = (yield* AmiQueues.AmiQueues).queue("sales")
 *   const joined = yield* changes.pipe(
 *     Stream.filter(({ value }) => value?.callers.length === 1),
 *     Stream.runHead,
 *     Effect.forkChild({ startImmediately: true })
 *   )
 *   yield* mock.push(AmiTransportMock.event(Events.QueueCallerJoin, {
 *     Queue: "sales",
 *     Uniqueid: "1.1",
 *     CallerIDNum: "0201234",
 *     Position: 1,
 *     Count: 1
 *   }))
 *   yield* Fiber.join(joined)
 *   const { value } = yield* get
 *   const agents = [...value?.members.values() ?? []].map(({ MemberName, status }) => `${MemberName}: ${status}`)
 *   return [agents, value?.callers.map(({ CallerIDNum }) => CallerIDNum), value?.counters.Completed]
 * })
 *
 * await Effect.runPromise(Effect.provide(program, AmiTest)) // => [["Alice: Ready"], ["0201234"], 41]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiQueues, AmiError, AmiClient> = Layer.effect(AmiQueues, make).pipe(
  Layer.provide(AmiLive.layer)
)
